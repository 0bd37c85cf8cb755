import { words as problems } from "../shell/problemWords.en.ts";
import type { Words } from "./words.th.ts";

export const words: Words = {
  problems,
  title: "Sign in",
  lead: "War room of the AOC 1441 centre",
  name: "Name",
  password: "Password",
  nameMissing: "Enter your name",
  passwordMissing: "Enter the password",
  forgotten: "Forgotten?",
  forgottenHow: "Ask an administrator for a link to choose a new one. It can be used once, within 24 hours.",
  show: "Show",
  hide: "Hide",
  next: "Next",
  wrong: "The name or the password is not right",
  wait: (left) => `again in ${left} min`,

  second: "One more step",
  codeLead: (name) => `Enter the 6-digit code of the authenticator of ${name}`,
  code: "6-digit code",
  codeHint: "Good for one use. With the sixth digit you are signed in.",
  codeMissing: "Enter all 6 digits",
  codeWrong: "The code is not right, or was used already. Wait for the next one.",
  signIn: "Sign in",
  back: "Back",
  other: "Without the authenticator",
  useRecovery: "Use a recovery code",
  useApp: "Use the authenticator",
  recoveryLead: (name) => `Enter one of the recovery codes that ${name} has kept. Each is good for one use.`,
  recovery: "Recovery code",
  recoveryHint: "28 characters, like MFRG-GZDF-MZTW-Q2LK-NJUX-A4DF-OQ3T",
  recoveryMissing: "Enter a recovery code",
  recoveryWrong: "The recovery code is not right, or was used already",
  or: "or",
  usePasskey: "Use a passkey",
  passkeyLead: (name) => `Confirm with the passkey of ${name} on this device, or on your telephone`,
  passkeyStopped:
    "No passkey was used: it was cancelled, took too long, or there is none for this on the device",
  passkeyWrong: "This passkey does not sign in here; it may have been removed. Try again, or another way.",
  byProvider: (name) => `Sign in with ${name}`,
  refusedThere: {
    again: (name) => `The sign-in by ${name} took too long, or was used already. Try again.`,
    stopped: (name) => `You are not signed in: it was cancelled at ${name}`,
    away: (name) =>
      `${name} does not answer now. Try again later; who has a password of this system can still sign in.`,
    distrusted: (name) =>
      `The answer of ${name} cannot be trusted, so nobody is signed in. Tell an administrator.`,
    unknown: (name) =>
      `Your account at ${name} is in no group that may use this system. Ask an administrator for access.`,
    disabled: (_name) => "Your account is disabled here. Ask an administrator.",
    other: (name) => `Who proved at ${name} who it is is not the person of this session`,
  },
  tooLate: "That was too long ago, or wrong too often. Begin again with the password.",
  never: "Nobody from the centre will call and ask for this code. If somebody does,",
  neverThen: "refuse and tell an administrator.",

  already: (name) => `You are signed in already, as ${name}`,
  goOn: "Go on",
  asOther: "Sign in as somebody else",
  done: "You are signed in. Close this tab and go on in the other one.",

  secure: "Encrypted connection",
  local: "Connection within this machine",
  otherLang: "ไทย",
  otherLangWhole: "ภาษาไทย",
  thisLang: "EN",
};
