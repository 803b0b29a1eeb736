// Words of dates and addresses, by language.
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';

const LANGUAGES = 'en de fr es it pt nl sv da nb fi pl cs sk hu ro tr hr sl et lv lt el ru uk bg id ca is sr bs mk sq'.split(' ');

function months() {
  const lines = [];
  for (let month = 0; month < 12; month++) {
    const names = new Set();
    for (const language of LANGUAGES)
      for (const form of ['long', 'short'])
        for (const day of [undefined, 'numeric']) {
          const parts = new Intl.DateTimeFormat(language, { month: form, day, timeZone: 'UTC' }).formatToParts(new Date(Date.UTC(2001, month, 5)));
          const name = parts.find(p => p.type === 'month').value.replace(/\.$/, '').toLowerCase();
          if (/^\p{L}{3,}$/u.test(name)) names.add(name);
        }
    if (month === 8) names.add('sept');
    lines.push([month + 1, ...names].join(' '));
  }
  return lines;
}

function words(from, language, file) {
  const path = join(from, 'pelias-parser/resources/libpostal/dictionaries', language, file + '.txt');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').filter(Boolean).map(line => line.split('|').map(w => w.trim().toLowerCase().replace(/\.$/, '')).filter(Boolean));
}

const ADDRESS_LANGUAGES = 'en de fr es it pt nl sv da nb fi is pl cs sk hu ro tr hr sl sr bs et lv lt el ru uk bg be ca gl eu af cy ga id ms vi mt az sq'.split(' ');
const single = word => /^[\p{L}\p{M}]{2,}$/u.test(word);

export default function (from, write, named) {
  write('months.txt', `CLDR ${process.versions.cldr} (Unicode License v3): month, names and short forms`, months());
  const source = `${named('pelias-parser')} (MIT; dictionaries of libpostal, MIT)`;
  const lines = [];
  for (const language of ADDRESS_LANGUAGES) {
    const types = new Set(), short = new Set(), suffixes = new Set(), units = new Set();
    for (const [full, ...forms] of words(from, language, 'street_types')) {
      if (single(full)) types.add(full);
      for (const form of forms) if (single(form)) (form.length <= 3 ? short : types).add(form);
    }
    for (const file of ['concatenated_suffixes_separable', 'concatenated_suffixes_inseparable'])
      for (const forms of words(from, language, file)) for (const form of forms) if (single(form) && form.length >= 3) suffixes.add(form);
    for (const forms of words(from, language, 'unit_types_numbered')) for (const form of forms) if (single(form)) units.add(form);
    for (const [kind, set] of [['type', types], ['short', short], ['suffix', suffixes], ['unit', units]])
      if (set.size) lines.push([language, kind, ...set].join(' '));
  }
  write('address-words.txt', `${source}: language, kind, words`, lines);

  const names = new Set();
  for (const language of [...LANGUAGES.filter(l => existsSync(join(from, `i18n-iso-countries/langs/${l}.json`)))]) {
    const { countries } = JSON.parse(readFileSync(join(from, `i18n-iso-countries/langs/${language}.json`), 'utf8'));
    for (const value of Object.values(countries))
      for (const name of [].concat(value)) {
        const plain = name.toLowerCase().replace(/[’']/g, ' ').replace(/\(.*?\)/g, '').replace(/,.*$/, '').replace(/[-.]/g, ' ').replace(/\s+/g, ' ').trim();
        if (plain.length >= 4 || ['uk', 'usa', 'us', 'uae'].includes(plain)) names.add(plain);
      }
  }
  write('countries.txt', `${named('i18n-iso-countries')} (MIT): names of countries in ${LANGUAGES.length} languages`, [...names].sort());
}
