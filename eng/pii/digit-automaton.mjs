// Turns the digit patterns of phone metadata (literals, classes, \d, {n,m}, ?, groups, alternatives) into one
// minimal automaton over the digits 0-9. Patterns are parsed to position-free syntax trees and combined by derivatives.

const EMPTY = { k: 'empty', id: 0 };
const NONE = { k: 'none', id: 1 };
const interned = new Map();
let nextId = 2;

function intern(key, make) {
  let node = interned.get(key);
  if (!node) interned.set(key, (node = Object.assign(make(), { id: nextId++ })));
  return node;
}

const set = mask => mask === 0 ? NONE : intern('s' + mask, () => ({ k: 'set', mask }));

function seq(a, b) {
  if (a === NONE || b === NONE) return NONE;
  if (a === EMPTY) return b;
  if (b === EMPTY) return a;
  if (a.k === 'seq') return seq(a.a, seq(a.b, b));
  return intern(`q${a.id},${b.id}`, () => ({ k: 'seq', a, b }));
}

export function alt(nodes) {
  const flat = new Map();
  let mask = 0;
  const add = n => {
    if (n === NONE) return;
    if (n.k === 'alt') n.of.forEach(add);
    else if (n.k === 'set') mask |= n.mask;
    else flat.set(n.id, n);
  };
  nodes.forEach(add);
  if (mask) { const s = set(mask); flat.set(s.id, s); }
  const of = [...flat.values()].sort((x, y) => x.id - y.id);
  if (of.length === 0) return NONE;
  if (of.length === 1) return of[0];
  return intern('a' + of.map(n => n.id).join(','), () => ({ k: 'alt', of }));
}

function nullable(n) {
  switch (n.k) {
    case 'empty': return true;
    case 'seq': return nullable(n.a) && nullable(n.b);
    case 'alt': return n.of.some(nullable);
    default: return false;
  }
}

const derived = new Map();
function derive(n, d) {
  const key = n.id * 10 + d;
  let result = derived.get(key);
  if (result !== undefined) return result;
  if (n.k === 'set') result = n.mask >> d & 1 ? EMPTY : NONE;
  else if (n.k === 'seq') {
    result = seq(derive(n.a, d), n.b);
    if (nullable(n.a)) result = alt([result, derive(n.b, d)]);
  } else if (n.k === 'alt') result = alt(n.of.map(x => derive(x, d)));
  else result = NONE;
  derived.set(key, result);
  return result;
}

/** Parses one pattern; throws on syntax it does not know. */
export function parse(source) {
  let i = 0;
  function alternatives() {
    const parts = [sequence()];
    while (source[i] === '|') { i++; parts.push(sequence()); }
    return alt(parts);
  }
  function sequence() {
    const parts = [];
    while (i < source.length && source[i] !== '|' && source[i] !== ')') parts.push(repeated());
    return parts.reduceRight((rest, part) => seq(part, rest), EMPTY);
  }
  function repeated() {
    const one = atom();
    let low = 1, high = 1;
    if (source[i] === '?') { i++; low = 0; }
    else if (source[i] === '{') {
      const m = /^\{(\d+)(?:,(\d+))?\}/.exec(source.slice(i));
      i += m[0].length; low = +m[1]; high = m[2] === undefined ? low : +m[2];
    } else if (source[i] === '*' || source[i] === '+') throw new Error('unbounded: ' + source);
    let result = EMPTY;
    for (let k = high; k > 0; k--) result = k > low ? alt([EMPTY, seq(one, result)]) : seq(one, result);
    return result;
  }
  function atom() {
    const c = source[i++];
    if (c === '(') {
      if (source.startsWith('?:', i)) i += 2;
      const inner = alternatives();
      if (source[i++] !== ')') throw new Error('unbalanced: ' + source);
      return inner;
    }
    if (c === '\\' && source[i] === 'd') { i++; return set(1023); }
    if (c === '[') {
      let mask = 0;
      while (source[i] !== ']') {
        if (source[i] === '\\' && source[i + 1] === 'd') { mask = 1023; i += 2; continue; }
        const low = +source[i++];
        let high = low;
        if (source[i] === '-' && source[i + 1] !== ']') { high = +source[i + 1]; i += 2; }
        for (let d = low; d <= high; d++) mask |= 1 << d;
      }
      i++;
      return set(mask);
    }
    if (c >= '0' && c <= '9') return set(1 << +c);
    throw new Error(`unknown '${c}' in ${source}`);
  }
  const node = alternatives();
  if (i !== source.length) throw new Error('rest in ' + source);
  return node;
}

export const literal = digits => [...digits].reduceRight((rest, d) => seq(set(1 << +d), rest), EMPTY);
export const then = seq;

/** The minimal automaton: states[s] = { accept, next: number[10] } with -1 for no way on; state 0 is the start. */
export function automaton(root) {
  const byNode = new Map(); // post-order: all languages are finite, so equal (accept, next) rows are equal states
  const byRow = new Map();
  const rows = [];
  function visit(node) {
    if (node === NONE) return -1;
    if (byNode.has(node.id)) return byNode.get(node.id);
    const next = [];
    for (let d = 0; d < 10; d++) next.push(visit(derive(node, d)));
    const accept = nullable(node);
    const key = accept + ':' + next.join(',');
    let state = byRow.get(key);
    if (state === undefined) { byRow.set(key, (state = rows.length)); rows.push({ accept, next }); }
    byNode.set(node.id, state);
    return state;
  }
  visit(root);
  const last = rows.length - 1; // the root is made last: number backwards so that it is 0
  return rows.map((_, s) => rows[last - s]).map(r => ({ accept: r.accept, next: r.next.map(n => n < 0 ? -1 : last - n) }));
}
