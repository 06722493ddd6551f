/** Residency tags of a country: its ISO 3166 code and the unions that it belongs to, as data/regions.json has them for regions. */

/** Members of the European Union since 2020-02-01. */
const european = new Set('AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '));

/** Of the European Economic Area, but not of the Union. */
const economicArea = new Set(['IS', 'LI', 'NO']);

export function residencyOf(country: string): readonly string[] {
  const code = country.toUpperCase();
  return [
    ...(european.has(code) ? ['eu'] : []),
    ...(european.has(code) || economicArea.has(code) ? ['eea'] : []),
    ...(code === 'GB' ? ['uk'] : []),
    code.toLowerCase(),
  ];
}
