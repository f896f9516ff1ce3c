// SPDX-License-Identifier: Apache-2.0
// Looks at a report as a browser has laid it out, from outside its frame. The answer is an object of lists of
// complaints and of counts, as JSON in #result.
'use strict';

// Where text stands: rectangles of text nodes, and of <text> in pictures.
function textRects(doc) {
  const rects = [];
  const walker = doc.createTreeWalker(doc.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    if (!node.data.trim() || node.parentElement.closest('style, title, desc')) continue;
    const range = doc.createRange();
    range.selectNodeContents(node);
    for (const r of range.getClientRects())
      if (r.width > 2 && r.height > 2) rects.push({ node, r, text: node.data.trim().slice(0, 40) });
  }
  return rects.sort((a, b) => a.r.top - b.r.top);
}

// A fifth of a line's height is room that letters seldom use.
function overlaps(rects) {
  const found = [];
  for (let i = 0; i < rects.length; i++) {
    const a = rects[i];
    for (let k = i + 1; k < rects.length && rects[k].r.top < a.r.bottom; k++) {
      const b = rects[k];
      if (a.node === b.node) continue;
      const wide = Math.min(a.r.right, b.r.right) - Math.max(a.r.left, b.r.left);
      const high = Math.min(a.r.bottom, b.r.bottom) - Math.max(a.r.top, b.r.top);
      if (wide > 1.5 && high > 0.2 * Math.min(a.r.height, b.r.height)) found.push(`${a.text} | ${b.text}`);
    }
  }
  return found;
}

function channels(color) {
  const m = color.match(/^rgba?\(([^)]*)\)$/);
  return m && m[1].split(/[ ,/]+/).map(Number);
}

function luminance(c) {
  const [r, g, b] = c.map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// WCAG 2.1, AA: 4.5 to 1 for text. The background is that of the nearest element that has an opaque one.
function contrast(win, rects) {
  const poor = new Set();
  for (const { node, text } of rects) {
    if (node.parentElement.closest('svg')) continue;
    const ink = channels(win.getComputedStyle(node.parentElement).color);
    let paper = null;
    for (let e = node.parentElement; e && !paper; e = e.parentElement) {
      const c = channels(win.getComputedStyle(e).backgroundColor);
      if (c && (c[3] === undefined || c[3] === 1)) paper = c;
    }
    const [hi, lo] = [luminance(ink.slice(0, 3)), luminance(paper.slice(0, 3))].sort((a, b) => b - a);
    if ((hi + 0.05) / (lo + 0.05) < 4.5) poor.add(text);
  }
  return [...poor];
}

function pictures(doc) {
  const bad = [];
  for (const svg of doc.querySelectorAll('svg')) {
    const r = svg.getBoundingClientRect();
    const name = svg.getAttribute('aria-label') || '';
    if (r.width < 200 || r.height < 100 || !svg.querySelector('text') || svg.getAttribute('role') !== 'img' || !name)
      bad.push(`${name.slice(0, 40)} ${r.width}x${r.height}`);
    for (const use of svg.querySelectorAll('use'))
      if (!svg.querySelector(use.getAttribute('xlink:href'))) bad.push(`a mark that is not there: ${name.slice(0, 40)}`);
  }
  return bad;
}

function structure(doc) {
  const bad = [];
  const seen = new Set();
  for (const e of doc.querySelectorAll('[id]')) {
    if (seen.has(e.id)) bad.push(`twice: #${e.id}`);
    seen.add(e.id);
  }
  for (const a of doc.querySelectorAll('a[href^="#"]'))
    if (!seen.has(decodeURIComponent(a.hash.slice(1)))) bad.push(`leads nowhere: ${a.hash}`);
  let level = 0;
  for (const h of doc.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const now = Number(h.tagName[1]);
    if (now > level + 1) bad.push(`heading of level ${now} below ${level}: ${h.textContent}`);
    level = now;
  }
  for (const th of doc.querySelectorAll('th:not([scope])')) bad.push(`header without scope: ${th.textContent}`);
  return bad;
}

window.addEventListener('load', () => {
  const win = document.getElementById('page').contentWindow;
  const doc = win.document;
  const root = doc.documentElement;
  for (const d of doc.querySelectorAll('details')) d.open = true;
  const rects = textRects(doc);
  document.getElementById('result').textContent = JSON.stringify({
    title: doc.title,
    dark: win.matchMedia('(prefers-color-scheme: dark)').matches,
    width: win.innerWidth,
    wider: root.scrollWidth > root.clientWidth ? [`${root.scrollWidth} of ${root.clientWidth}`] : [],
    texts: rects.length,
    pictures: doc.querySelectorAll('svg').length,
    overlaps: overlaps(rects),
    poor_contrast: contrast(win, rects),
    bad_pictures: pictures(doc),
    bad_structure: structure(doc),
    requests: win.performance.getEntriesByType('resource').map((e) => e.name).filter((n) => !n.startsWith('data:')),
  });
});
