/**
 * A text without the passwords of the addresses in it: of a database with state, a bucket, a proxy. They may hold what
 * an address should escape, an @ or a slash.
 */
export const withoutPasswords = (text: string): string =>
  text
    .replace(/\/\/[^\s/@:"'`]*:(?!\d+\/)[^\s"'`]*@/g, "//…@")
    .replace(/\/\/[^\s/"'`]*@/g, "//…@")
    .replace(/([?&][^=&\s]*(?:key|token|secret|passw|pwd|sig)[^=&\s]*=)[^&\s"'`]*/gi, "$1…");
