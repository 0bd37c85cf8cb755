/** What a browser is pushed, and shows as a notification. */
export interface PushNote {
  title: string;
  body: string;
  lang: string;
  /** What has the same one is shown in place of the one before. */
  tag: string;
  /** It is to be heard, also where one with the same tag is shown already. */
  rings: boolean;
  /** Where a click on it leads; at which name, the browser knows itself. */
  link: string;
}
