/**
 * Beginnings of numbers that cost more than a call: paid services, satellites, shared-cost and personal numbers. Blocked
 * unless the owner opens them one by one (PRODUCT P10). Digits of E.164.
 *
 * Sources: ITU-T E.164 list of assigned country codes (shared codes 808, 870, 878, 881–883, 888, 979); the Russian
 * numbering plan (order of Minkomsvyaz of 25.04.2017 No. 205: codes 801–809); +7 840, +7 940 and +7 850 are the networks of
 * Abkhazia and South Ossetia, dear behind a Russian code, +7 954 is a satellite's (Globalstar); the North American Numbering Plan (900; area codes of other
 * countries under +1); Ofcom's National Telephone Numbering Plan (070, 084, 087, 09, 118); the plans of Bundesnetzagentur
 * (0900, 0137, 0180, 0118) and ARCEP (081, 082, 089); 0900 and its like of the other countries that may be a home here.
 */
export const premiumPrefixes: readonly string[] = [
  "808", "870", "878", "881", "882", "883", "888", "979",
  "7801", "7802", "7803", "7805", "7806", "7807", "7808", "7809", "7840", "7850", "7940", "7954",
  "1900", "1976",
  "4470", "4484", "4487", "449", "44118",
  "49900", "49137", "49180", "49118",
  "3381", "3382", "3389", "33118",
  "380900", "375902", "9721900", "90900", "90898", "971900",
];

/** Under +1 and yet abroad: area codes of the Caribbean and the Pacific, a well-known way to drain an account. */
export const foreignUnderOne: readonly string[] = [
  "1242", "1246", "1264", "1268", "1284", "1340", "1345", "1441", "1473", "1649", "1658", "1664", "1670", "1671", "1684", "1721", "1758", "1767", "1784", "1787", "1809", "1829", "1849", "1868", "1869", "1876", "1939",
];

/** Help in need: no machine may call it, whatever the owner lists. By themselves, and nothing longer. 101, the fire brigade on a carrier's line and the clock of an exchange, is told apart by who judges; 100 is the exchange's echo. */
export const emergencyNumbers: ReadonlySet<string> = new Set(["01", "02", "03", "04", "000", "102", "103", "104", "110", "112", "113", "911", "999"]);
