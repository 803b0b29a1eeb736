// What texts call countries and states, where it is more than a name of the package: facts, written here.

// Abbreviations and parts by which texts name a country behind a place.
export const countryAbbreviations = {
  US: ['USA', 'US'], GB: ['UK'], AE: ['UAE'], NZ: ['NZ'], ZA: ['RSA'], CD: ['DRC'], SA: ['KSA'], CF: ['CAR'], PG: ['PNG'], DO: ['DR'],
};

// Names that differ from the package's own, which are those of the standard.
export const countryNames = {
  US: 'United States', RU: 'Russia', KR: 'South Korea', KP: 'North Korea', SY: 'Syria', IR: 'Iran', LA: 'Laos', VN: 'Vietnam', MD: 'Moldova', BO: 'Bolivia',
  VE: 'Venezuela', TZ: 'Tanzania', BN: 'Brunei', CI: 'Ivory Coast', FM: 'Micronesia', VA: 'Vatican City', PS: 'Palestine', MK: 'North Macedonia',
  CD: 'Democratic Republic of the Congo', TW: 'Taiwan', FK: 'Falkland Islands', VG: 'British Virgin Islands', VI: 'United States Virgin Islands', CZ: 'Czech Republic',
  CN: 'China', LY: 'Libya', MO: 'Macau', RE: 'Réunion', SH: 'Saint Helena', MF: 'Saint Martin', SX: 'Sint Maarten', GB: 'United Kingdom',
};

// GeoNames' codes of states, with the name and the postal abbreviation.
const states = {
  US: `AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,FL Florida,GA Georgia,HI Hawaii,
ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,
MO Missouri,MT Montana,NE Nebraska,NV Nevada,NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,
OR Oregon,PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,WA Washington,
WV West Virginia,WI Wisconsin,WY Wyoming`,
  CA: `01 Alberta AB,02 British Columbia BC,03 Manitoba MB,04 New Brunswick NB,05 Newfoundland and Labrador NL,07 Nova Scotia NS,08 Ontario ON,
09 Prince Edward Island PE,10 Quebec QC,11 Saskatchewan SK,12 Yukon YT,13 Northwest Territories NT,14 Nunavut NU`,
  AU: `01 Australian Capital Territory ACT,02 New South Wales NSW,03 Northern Territory NT,04 Queensland QLD,05 South Australia SA,06 Tasmania TAS,07 Victoria VIC,
08 Western Australia WA`,
  GB: `ENG England,SCT Scotland,WLS Wales,NIR Northern Ireland`,
  DE: `01 Baden-Württemberg,02 Bavaria,03 Bremen,04 Hamburg,05 Hesse,06 Lower Saxony,07 North Rhine-Westphalia,08 Rhineland-Palatinate,09 Saarland,
10 Schleswig-Holstein,11 Brandenburg,12 Mecklenburg-Western Pomerania,13 Saxony,14 Saxony-Anhalt,15 Thuringia,16 Berlin`,
};

// What newspapers put behind a city, where it is not the postal abbreviation.
const press = new Map(`AL Ala.,AZ Ariz.,AR Ark.,CA Calif.,CO Colo.,CT Conn.,DE Del.,DC D.C.,FL Fla.,GA Ga.,IL Ill.,IN Ind.,KS Kan.,KY Ky.,LA La.,MD Md.,MA Mass.,
MI Mich.,MN Minn.,MS Miss.,MO Mo.,MT Mont.,NE Neb.,NV Nev.,NH N.H.,NJ N.J.,NM N.M.,NY N.Y.,NC N.C.,ND N.D.,OK Okla.,OR Ore.,PA Pa.,RI R.I.,SC S.C.,SD S.D.,
TN Tenn.,TX Tex.,VT Vt.,VA Va.,WA Wash.,WV W.Va.,WI Wis.,WY Wyo.`.split(/,\s*/).map(row => row.split(' ')));

/** [code, name, abbreviations separated by bars, or ''] of every state. */
export function stateRows() {
  return Object.entries(states).flatMap(([country, list]) => list.split(/,\s*/).map(row => {
    const [, code, name, abbreviation] = /^(\S+) (.+?)(?: ([A-Z]{2,3}))?$/.exec(row);
    const spaced = code === 'WV' && country === 'US' ? ['W. Va.'] : [];
    return [`${country}.${code}`, name, abbreviation ?? (country === 'US' ? [code, ...(press.has(code) ? [press.get(code)] : []), ...spaced].join('|') : '')];
  }));
}

// Adjective and inhabitants of the countries that texts speak of most.
export const demonyms = Object.fromEntries(`AF Afghan,AL Albanian,DZ Algerian,AD Andorran,AO Angolan,AR Argentine|Argentinian,AM Armenian,AU Australian|Aussie,AT Austrian,
AZ Azerbaijani,BD Bangladeshi,BY Belarusian,BE Belgian,BO Bolivian,BA Bosnian,BR Brazilian,BG Bulgarian,KH Cambodian,CM Cameroonian,CA Canadian,CL Chilean,CN Chinese,
CO Colombian,CR Costa Rican,HR Croatian|Croat,CU Cuban,CY Cypriot,CZ Czech,DK Danish|Dane,DO Dominican,EC Ecuadorian,EG Egyptian,SV Salvadoran,EE Estonian,ET Ethiopian,
FJ Fijian,FI Finnish|Finn,FR French,GE Georgian,DE German,GH Ghanaian,GR Greek,GT Guatemalan,HT Haitian,HN Honduran,HU Hungarian,IS Icelandic|Icelander,IN Indian,
ID Indonesian,IR Iranian,IQ Iraqi,IE Irish,IL Israeli,IT Italian,CI Ivorian,JM Jamaican,JP Japanese,JO Jordanian,KZ Kazakh,KE Kenyan,KW Kuwaiti,KG Kyrgyz,LV Latvian,
LB Lebanese,LR Liberian,LY Libyan,LT Lithuanian,LU Luxembourgish,MY Malaysian,ML Malian,MT Maltese,MX Mexican,MD Moldovan,MN Mongolian,ME Montenegrin,MA Moroccan,
MZ Mozambican,MM Burmese,NA Namibian,NP Nepali|Nepalese,NL Dutch,NZ New Zealander|Kiwi,NI Nicaraguan,NG Nigerian,KP North Korean,MK Macedonian,NO Norwegian,OM Omani,
PK Pakistani,PS Palestinian,PA Panamanian,PY Paraguayan,PE Peruvian,PH Filipino,PL Polish,PT Portuguese,QA Qatari,RO Romanian,RU Russian,RW Rwandan,SA Saudi,SN Senegalese,
RS Serbian|Serb,SG Singaporean,SK Slovak,SI Slovenian,SO Somali,ZA South African,KR South Korean,ES Spanish|Spaniard,LK Sri Lankan,SD Sudanese,SE Swedish|Swede,CH Swiss,
SY Syrian,TW Taiwanese,TJ Tajik,TZ Tanzanian,TH Thai,TN Tunisian,TR Turkish,TM Turkmen,UG Ugandan,UA Ukrainian,AE Emirati,GB British|Briton,US American,UY Uruguayan,
UZ Uzbek,VE Venezuelan,VN Vietnamese,YE Yemeni,ZM Zambian,ZW Zimbabwean`.split(/,\s*/).map(row => [row.slice(0, 2), row.slice(3).split('|')]));
