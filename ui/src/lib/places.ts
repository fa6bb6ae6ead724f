/** Where one can go: what the bar of a phone, the rail of a desk, «Ещё», the shortcuts and the palette are made of. */
import type { FamilyView, StartView, StudentView } from './api/types';
import type { IconName } from './components/Icon.svelte';
import { address } from './router.svelte';
import { t } from './words.svelte';

export interface Place {
  readonly screen: string;
  readonly icon: IconName;
  /** For the child whose diary it would be: schools call one thing by several names. */
  readonly name: (child: StudentView | null) => string;
  /** Of one child, of one child or all, or of nobody. */
  readonly of: 'child' | 'scope' | 'nobody';
  /** The letter that goes there after `g`. */
  readonly key: string;
}

/** Those of a phone's bar come first. */
export const places: readonly Place[] = [
  { screen: 'today', icon: 'today', name: () => t('nav-today'), of: 'scope', key: 't' },
  { screen: 'diary', icon: 'diary', name: () => t('nav-diary'), of: 'child', key: 'd' },
  { screen: 'marks', icon: 'marks', name: () => t('nav-marks'), of: 'child', key: 'm' },
  { screen: 'feed', icon: 'feed', name: () => t('nav-feed'), of: 'scope', key: 'f' },
  { screen: 'homework', icon: 'homework', name: () => t('nav-homework'), of: 'child', key: 'h' },
  { screen: 'attendance', icon: 'absent', name: () => t('nav-attendance'), of: 'child', key: 'a' },
  { screen: 'analytics', icon: 'analytics', name: () => t('nav-analytics'), of: 'child', key: 'n' },
  { screen: 'terms', icon: 'terms', name: (child) => child?.terms_name ?? t('nav-terms'), of: 'child', key: 'q' },
  { screen: 'events', icon: 'event', name: () => t('nav-events'), of: 'child', key: 'e' },
  { screen: 'school', icon: 'school', name: () => t('nav-school'), of: 'child', key: 'c' },
  { screen: 'record', icon: 'record', name: () => t('nav-record'), of: 'child', key: 'r' },
  { screen: 'search', icon: 'search', name: () => t('nav-search'), of: 'scope', key: 's' },
  { screen: 'help', icon: 'info', name: () => t('nav-help'), of: 'nobody', key: 'i' },
];

/** How many of them a phone's bar holds, beside «Ещё». */
export const IN_BAR = 4;

/** Screens of one child: what is shown there stays when another child is chosen. */
export const ofChild: ReadonlySet<string> = new Set([...places.filter((place) => place.of === 'child').map((place) => place.screen), 'message', 'write']);

/** Screens of one child or of the whole family. */
export const ofScope: ReadonlySet<string> = new Set(places.filter((place) => place.of === 'scope').map((place) => place.screen));

/** A section of the settings. */
export interface SettingsSection {
  readonly id: string;
  readonly icon: IconName;
  readonly title: () => string;
  /** At a wide desk: beside what is set stands whose it is. */
  readonly side: 'whose' | 'how';
}

const sections: readonly SettingsSection[] = [
  { id: 'accounts', icon: 'person', title: () => t('settings-accounts'), side: 'whose' },
  { id: 'children', icon: 'children', title: () => t('settings-children'), side: 'whose' },
  { id: 'status', icon: 'refresh', title: () => t('settings-status'), side: 'whose' },
  { id: 'notifications', icon: 'bell', title: () => t('settings-notifications'), side: 'how' },
  { id: 'appearance', icon: 'sun', title: () => t('settings-appearance'), side: 'how' },
  { id: 'privacy', icon: 'shield', title: () => t('settings-privacy'), side: 'how' },
  { id: 'files', icon: 'file', title: () => t('settings-files'), side: 'whose' },
  { id: 'about', icon: 'info', title: () => t('settings-about'), side: 'how' },
];

/**
 * The sections there are: without children, or with invented ones, there is nothing to arrange and nothing to hand on; before
 * the first sign-in there is no connection to be checked.
 */
export function sectionsOf({ family, start }: { family: FamilyView; start: StartView | null }): readonly SettingsSection[] {
  const any = family.students.length > 0;
  const there: Record<string, boolean> = { children: any, files: any && !start?.demo, status: start?.state === 'ready' };
  return sections.filter(({ id }) => there[id] ?? true);
}

/** The address of a place, for the child or the whole family that is chosen. */
export function addressOf(place: Place, child: string, scope: string): string {
  return address(place.screen, place.of === 'child' ? child : place.of === 'scope' ? scope : null);
}
