/**
 * Beginnings of numbers that cost more than a call: paid services, satellites, shared-cost and personal numbers. Blocked
 * unless the owner opens them one by one (PRODUCT P10). Digits of E.164.
 *
 * Sources, looked up in November 2026:
 * - ITU-T E.164, list of assigned country codes, and E.156: shared codes 808 (shared cost), 870 (Inmarsat; 871–874 were, 875–877
 *   are kept for ships), 878 (personal), 881 (satellites), 882 and 883 (networks of no country), 888, 979 (paid), 991 (trials);
 * - libphonenumber 9.0.33, the patterns premiumRate, sharedCost, personalNumber and pager of the countries that may be a
 *   home here. Its German 018x and French 0806–0809 are companies' numbers at a usual price, and left open;
 * - Russia: order of Minkomsvyaz of 25.04.2017 No. 205 (codes 801–809; 800 is free, 804 too); +7 840 and +7 940 (Abkhazia) and
 *   +7 850 (South Ossetia) are dear behind a Russian code, +7 954 is a satellite's (Globalstar);
 * - North American Numbering Plan: 900, the personal codes 5XX, Canada's 600, 622, 633; 976 is an exchange and not
 *   an area code, see `isPaidExchange`;
 * - Ofcom's National Telephone Numbering Plan (070, 076 pagers without 07624, the Isle of Man's telephones, 084, 087, 09, 118),
 *   Bundesnetzagentur (0900, 0137, 0138, 0180, 0700, 0118, pagers 016), ARCEP (081 to 089 without 080 and 087, 118).
 */
export const premiumPrefixes: readonly string[] = [
  "808", "870", "871", "872", "873", "874", "875", "876", "877", "878", "881", "882", "883", "888", "979", "991",
  "7801", "7802", "7803", "7805", "7806", "7807", "7808", "7809", "7840", "7850", "7940", "7954",
  "1900", "1500", "1521", "1522", "1523", "1524", "1525", "1526", "1527", "1528", "1529", "1532", "1533", "1544", "1566", "1577", "1588", "1600", "1622", "1633",
  "4470", "44760", "44761", "447620", "447621", "447622", "447623", "447625", "447626", "447627", "447628", "447629", "44763", "44764", "44765", "44766", "44767", "44768", "44769", "4484", "4487", "449", "44118",
  "49900", "49137", "49138", "49180", "49118", "49700", "49164", "49168", "49169",
  "3381", "3382", "3383", "3384", "3385", "3386", "3388", "3389", "33118",
  "380900", "375810", "375902",
  "374801", "374802", "374803", "374804", "374900", "374901", "374906",
  "9721200", "9721212", "9721700", "97219",
  "971700", "971900",
  "90512", "90888", "90898", "90900",
];

/**
 * Dear to call, or known for revenue-share fraud (numbers that are called to be paid for the minutes): a shorter beginning in
 * the list of what is allowed does not open them, each is named itself. Price lists of carriers ask several euros a minute for
 * Ascension, Antarctica and the small islands (Voiceflex SIP rates); Cuba, Somalia, Latvia, Lithuania, Gambia, Guinea and the
 * Maldives lead surveys of advertised paid numbers (commsrisk.com "What Is New with IRSF Fraud", TransNexus 2015).
 */
export const dearPrefixes: readonly string[] = [
  "220", "224", "232", "239", "240", "245", "246", "247", "252", "269", "290", "291",
  "297", "298", "299", "370", "371", "500", "508", "509", "53", "672", "674", "675", "676", "677", "678", "679", "680", "681", "682", "683", "685", "686", "687", "688", "689", "690", "691", "692",
  "850", "960",
];

/** +1 NPA 976 XXXX: paid in every area code, the way it was before 900. */
export const isPaidExchange = (digits: string): boolean => /^1[2-9]\d\d976\d{4}$/.test(digits);

/** Under +1 and yet abroad: area codes of the Caribbean and the Pacific, a well-known way to drain an account. */
export const foreignUnderOne: readonly string[] = [
  "1242", "1246", "1264", "1268", "1284", "1340", "1345", "1441", "1473", "1649", "1658", "1664", "1670", "1671", "1684", "1721", "1758", "1767", "1784", "1787", "1809", "1829", "1849", "1868", "1869", "1876", "1939",
];

/** Help in need: no machine may call it, whatever the owner lists. By themselves, and nothing longer. 101, the fire brigade on a carrier's line and the clock of an exchange, is told apart by who judges; 100 is the exchange's echo. */
export const emergencyNumbers: ReadonlySet<string> = new Set(["01", "02", "03", "04", "000", "102", "103", "104", "110", "112", "113", "911", "999"]);
