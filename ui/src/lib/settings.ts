/** The settings of the school systems, in words. A test of `crates/app/src/systems.rs` holds that every one has some. */
import { t } from './words.svelte';

export const labels: Readonly<Record<string, () => string>> = {
  api: () => t('setting-api'),
  api_base: () => t('setting-api-base'),
  api_host: () => t('setting-api-host'),
  client_id: () => t('setting-client-id'),
  client_secret: () => t('setting-client-secret'),
  devkey: () => t('setting-devkey'),
  diary_base: () => t('setting-diary-base'),
  host: () => t('setting-host'),
  identity_host: () => t('setting-identity-host'),
  keep_password: () => t('setting-keep-password'),
  login_host: () => t('setting-login-host'),
  mobile_api: () => t('setting-mobile-api'),
  read_letters: () => t('setting-read-letters'),
  redirect_uri: () => t('setting-redirect-uri'),
  school: () => t('setting-gosuslugi-school'),
  school_base: () => t('setting-school-base'),
  scopes: () => t('setting-scopes'),
  sign_in_page: () => t('setting-sign-in-page'),
  site_host: () => t('setting-site-host'),
  utc_offset: () => t('setting-utc-offset'),
  vendor: () => t('setting-vendor'),
};
