/**
 * A control shows at once what was chosen on it. Where Rust refuses the change, nothing that is drawn changes either, so
 * the control is told by hand what holds.
 */
export async function settle(control: HTMLInputElement | HTMLSelectElement, holds: string | boolean, change: Promise<boolean>): Promise<void> {
  if (await change) return;
  if (control instanceof HTMLSelectElement) {
    control.value = String(holds);
  } else if (control.type === 'radio') {
    for (const each of document.querySelectorAll<HTMLInputElement>(`input[type=radio][name="${control.name}"]`)) each.checked = each.value === holds;
  } else {
    control.checked = holds === true;
  }
}
