// Words of names, for the degraded mode: given and family names, titles, words of organizations, words that only begin sentences.
import { readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Lists under the MIT license only (stopword's others have licences of their own).
const STOPWORDS = 'eng deu fra spa ita por nld swe dan nob pol fin'.split(' ');
const LANGUAGES = 'en de fr es it pt nl sv da nb fi pl cs sk hu ro tr hr sl sr bs uk ru el'.split(' ');
const ORGANIZATIONS = 'university universität université universidad università universidade universiteit universitet college institute institut instituto istituto academy hospital '
  + 'ministry ministerium ministère ministerio committee commission council foundation stiftung fondation fundación fondazione association society church school department bureau '
  + 'bank federation union league party press times news radio airlines systems technologies solutions industries partners holdings orchestra museum theatre museo musée';

const TITLES = 'sir lord lady dame rev capt lt sgt col gen gov sen rep hon mx mag signor signora dona';
const SAINTS = /^(s[aã]n(t|ta|te|to|ti)?|saint|saints|sainte|sankt|sint|heilige[rs]?|madre|padre|minister.*|principal|president[ae]?s|king|koning|hermanos|brothers?|sister)$/;
const CASED = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}'’]+$/u;

// A script with capitals, and written with one here.
const capitalised = word => /^\p{Lu}[\p{L}\p{M}]*\p{Ll}[\p{L}\p{M}'’]*$/u.test(word) && word.length >= 2;
const plain = word => word.normalize('NFD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase().replace(/’/g, "'");

function dictionary(from, language, file) {
  const path = join(from, 'pelias-parser/resources/libpostal/dictionaries', language, file + '.txt');
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').flatMap(line => line.split('|')).map(word => word.trim().toLowerCase().replace(/\.$/, '')).filter(word => /^\p{L}+$/u.test(word));
}

function byLetter(kind, words) {
  const groups = new Map();
  for (const word of [...words].sort()) groups.set(word[0], [...(groups.get(word[0]) || []), word]);
  return [...groups.values()].map(group => [kind, ...group].join(' '));
}

export default async function (from, write, named) {
  const { allLocales } = await import(pathToFileURL(join(from, '@faker-js/faker/dist/index.js')));
  const given = new Set(), family = new Set(), titles = new Set(), companies = new Set(), stops = new Set();
  const take = (set, lists) => {
    for (const name of Object.values(lists || {}).flatMap(list => Array.isArray(list) ? list : []))
      if (typeof name === 'string' && !/\s/.test(name)) for (const part of name.split('-')) if (capitalised(part)) set.add(plain(part));
  };
  for (const { person, company } of Object.values(allLocales)) {
    take(given, person?.first_name);
    take(family, person?.last_name);
    for (const prefix of Object.values(person?.prefix || {}).flatMap(list => Array.isArray(list) ? list : []))
      for (const word of prefix.split(/\s+/)) if (/^\p{Lu}\p{L}*\.?$/u.test(word) && word.length > 1 && !/^\p{Lu}\.$/u.test(word)) titles.add(plain(word.replace(/\.$/, '')));
    for (const type of company?.legal_entity_type || []) if (/^[\p{L}]{2,}\.?$/u.test(type) && CASED.test(plain(type.replace(/\.$/, '')))) companies.add(plain(type.replace(/\.$/, '')));
  }
  for (const language of ['en', 'de', 'fr', 'es', 'it', 'pt', 'nl', 'pl']) {
    // Streets are named after saints far more often than people are called so; of short forms only those of the first list are sure.
    for (const word of dictionary(from, language, 'personal_titles')) if (word.length >= 4 && !SAINTS.test(plain(word))) titles.add(plain(word));
    for (const word of dictionary(from, language, 'company_types')) if (word.length >= 2) companies.add(plain(word));
  }
  for (const word of ORGANIZATIONS.split(' ')) companies.add(plain(word));
  for (const word of TITLES.split(' ')) titles.add(plain(word));
  for (const language of STOPWORDS) {
    const lists = await import(pathToFileURL(join(from, `stopword/src/stopwords_${language}.js`)));
    for (const list of Object.values(lists)) for (const word of list) if (/^\p{L}[\p{L}'’]+$/u.test(word) && CASED.test(word)) stops.add(plain(word));
  }
  for (const language of LANGUAGES)
    for (let day = 1; day <= 12; day++)
      for (const format of [{ weekday: 'long' }, { month: 'long' }]) {
        const name = new Intl.DateTimeFormat(language, { ...format, timeZone: 'UTC' }).format(new Date(Date.UTC(2001, day - 1, day))).replace(/\.$/, '');
        if (/^\p{L}{3,}$/u.test(name)) stops.add(plain(name));
      }
  // Some words are titles in one language and ordinary words in another.
  for (const word of titles) if (stops.has(word) && word.length < 4) titles.delete(word);
  const source = `${named('@faker-js/faker')} (MIT), ${named('pelias-parser')} (MIT; dictionaries of libpostal, MIT), ${named('stopword')} (MIT), CLDR ${process.versions.cldr} (Unicode License v3)`;
  write('names.txt', `${source}: kind, words without accents`, [
    ...byLetter('given', given), ...byLetter('family', family), ...byLetter('title', titles), ...byLetter('company', companies), ...byLetter('stop', stops),
  ]);
}
