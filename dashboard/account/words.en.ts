import type { Words } from "./words.th.ts";

export const words: Words = {
  title: "My account",
  signsInAs: "Signs in as",
  role: "Role",
  scope: "Sees",
  everything: "everything",
  limited: { banks: "banks", provinces: "provinces", agencies: "agencies" },
  signOut: "Sign out",

  password: "Password",
  passwordLead: "After a change all other sessions end; this one stays.",
  changePassword: "Change the password",
  currentPassword: "Password until now",
  currentMissing: "Type the password that you have now",
  currentWrong: "This is not your password until now",
  newPassword: "New password",
  passwordHint: (least) => `At least ${least} characters; a sentence that you remember, spaces too`,
  passwordShort: (least, has) => `At least ${least} characters; it has ${has}`,
  passwordLong: (most) => `Over ${most} characters`,
  passwordEasy:
    "This is easy to guess, or chosen by many. Use other words, more different letters, and not your name.",
  passwordChanged: "The password was changed",
  show: "Show",
  hide: "Hide",

  federated: (name) =>
    `You sign in with ${name}. Your password and second factor are set there, and your role and limits follow from your groups there.`,

  second: "Second factor",
  hasTotp: "An authenticator is in use",
  hasPasskeys: "You have a passkey",
  hasNone: "Not in use",
  secondLead:
    "Then somebody who knows the password still needs a code of the authenticator in your telephone.",
  addTotp: "Set up an authenticator",
  removeTotp: "Remove",
  removeTotpOf: "Remove the authenticator",
  removeTotpNote:
    "From then on the password alone signs you in, and no recovery code counts any more. Your account and its rights stay.",
  removeTotpBesideNote: "Its codes do not count any more, at once. Your passkeys and recovery codes stay.",
  adminNeedsOne:
    "An administrator needs a second factor: once the days to set one up are over, you can do nothing until you have another.",
  totpRemoved: "The authenticator was removed",
  newCodes: "New recovery codes",
  newCodesNote:
    "The codes that you have do not count any more, at once. The authenticator and your passkeys stay.",
  makeCodes: "Make new ones",

  scan: "Add it to your authenticator",
  scanNote:
    "Open an app such as Google Authenticator or Microsoft Authenticator on your telephone, and scan this.",
  qr: "QR code for an authenticator",
  orType: "If it cannot be scanned, type this into the app",
  code: "The 6 digits that the app shows",
  codeMissing: "Enter all 6 digits",
  codeWrong: "That is not the code. Compare the time of the telephone, and enter the next one.",
  confirm: "Use it from now on",

  codes: "Recovery codes",
  codesNote:
    "They replace the authenticator or the passkey when you have neither at hand, each once. They are shown only this time: print or copy them, and keep them in a safe place.",
  codesOf: (name) => `Recovery codes of ${name} · AOC 1441`,
  copy: "Copy",
  copied: "Copied",
  notCopied: "They could not be copied; select and copy them yourself",
  print: "Print",
  kept: "I have kept them",

  passkeys: "Passkeys",
  passkeysLead:
    "A passkey replaces the password: you confirm with a finger, your face or the code of the device, and no false page can take it. Once you have one, a password alone does not sign you in.",
  passkeysNotHere:
    "This browser, or this address, has no passkeys: it takes HTTPS and a name, not an address of digits.",
  passkey: "Passkey",
  passkeyWhere: "Kept on",
  passkeySynced: "all your devices",
  passkeyHere: "one device",
  passkeySince: "Added",
  never: "never",
  addPasskey: "Add a passkey",
  addPasskeyNote:
    "The browser asks for a finger, your face or the code of the device. Without these a device that was lost cannot sign in for you.",
  makePasskey: "Make the passkey",
  passkeyName: "Name of the passkey",
  passkeyNameHint: "Such as: my telephone, so that you know which one it is",
  passkeyNameMissing: "Enter a name",
  passkeyStopped: "No passkey was made: it was cancelled, took too long, or this device has one already",
  passkeyAdded: (name) => `The passkey ${name} was added`,
  passkeyRenamed: (name) => `It is called ${name} now`,
  passkeyRemoved: (name) => `The passkey ${name} was removed`,
  rename: "Rename",
  renamePasskeyOf: (name) => `Rename the passkey ${name}`,
  remove: "Remove",
  removePasskeyOf: (name) => `Remove the passkey ${name}`,
  removePasskeyNote: "It does not sign in any more, at once. Your other ways to sign in stay.",
  removeLastPasskeyNote:
    "It does not sign in any more, at once. From then on the password alone signs you in, and no recovery code counts any more.",

  sessions: "Where you are signed in",
  agent: "Browser",
  address: "Network address",
  since: "Since",
  seen: "Last used",
  isThis: "this one",
  unknown: "unknown",
  end: "End",
  endOf: (agent) => `End the session of ${agent}`,
  ended: "The session was ended",
  endOthers: "End all others",
  endOthersNote: "Everywhere but here you have to sign in again. The password stays.",
  othersEnded: "All other sessions were ended",
  save: "Save",
  cancel: "Cancel",
  keptTyped: "What you filled in is kept.",
};
