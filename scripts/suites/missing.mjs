/** Something a suite needs is not on this machine; the message says how to get it. */
export class Missing extends Error {}
