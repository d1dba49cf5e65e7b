// Progressive enhancement only. Every page works without this file.
(() => {
  'use strict';
  const $$ = (s, r = document) => [...r.querySelectorAll(s)];

  // 1. Leave quickly: blank the screen at once, then replace this history entry.
  const leave = $$('[data-leave]')[0];
  const go = () => {
    const c = document.createElement('div'); c.className = 'cloak'; document.body.append(c);
    document.title = '\u00a0';
    location.replace(leave.href);
  };
  if (leave) {
    $$('[data-leave]').forEach(a => a.addEventListener('click', e => { e.preventDefault(); go(); }));
    // Shift x3 in 5 s, physical keyboards only, never while typing (see alphagov/govuk-frontend#4095).
    let n = 0, t = 0, dirty = false;
    addEventListener('keydown', e => { if (e.key !== 'Shift') { dirty = true; n = 0; } });
    addEventListener('keyup', e => {
      if (e.key !== 'Shift') return;
      if (dirty || !e.code || e.target.closest('input,textarea,select,[contenteditable]')) { dirty = false; n = 0; return; }
      const now = Date.now(); n = now - t < 5000 ? n + 1 : 1; if (n === 1) t = now;
      if (n === 3) go();
    });
  }

  // 2. What went wrong is read first.
  const wrong = $$('[data-focus]')[0];
  if (wrong) wrong.focus();

  // 3. Drop files anywhere in the drop zone (the native file input stays the accessible path).
  $$('[data-drop]').forEach(z => {
    const inp = z.querySelector('input[type=file]'), out = document.createElement('output');
    // The native "Choose Files" text follows the browser's language, not the page's: show our own words.
    out.htmlFor = inp.id; const none = matchMedia('(pointer: fine)').matches ? z.dataset.none : ''; out.textContent = none; z.append(out); z.classList.add('js');
    const show = () => { out.textContent = inp.files.length ? z.dataset.some + ' ' + inp.files.length : none; };
    inp.addEventListener('change', show);
    z.addEventListener('dragover', e => e.preventDefault());
    z.addEventListener('drop', e => { e.preventDefault(); inp.files = e.dataTransfer.files; show(); });
  });
})();
