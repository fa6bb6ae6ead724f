// Every message of the window to Rust passes here first. A script that got into the window by way of a
// dependency can ask for nothing but the app's own commands, and for nothing large.
(function () {
  'use strict';
  var LARGEST = 64 * 1024;
  var NAME = /^(plugin:event\|(un)?listen|[a-z]+(_[a-z]+)*)$/;
  window.__TAURI_ISOLATION_HOOK__ = function (message) {
    if (typeof message.cmd !== 'string' || !NAME.test(message.cmd)) {
      throw new Error('not a command of this app');
    }
    if (JSON.stringify(message.payload === undefined ? null : message.payload).length > LARGEST) {
      throw new Error('too large a message');
    }
    return message;
  };
})();
