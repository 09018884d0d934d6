import type { Page } from 'playwright-core';

/**
 * Words and numbers of a page that are not read whole: beyond an edge that does not scroll. Words that end in an ellipsis
 * are whole where a title says them; a number never ends in one.
 */
export const clipped = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const faults = new Set<string>();
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = words.nextNode(); text; text = words.nextNode()) {
      const said = text.textContent!.trim();
      const own = text.parentElement!;
      if (said === '' || !own.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      if (own.closest('.only-read, script, style, option')) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const rects = [...range.getClientRects()].filter(({ width }) => width > 0);
      let edge: Element | null = own;
      while (edge && getComputedStyle(edge).overflowX === 'visible') edge = edge.parentElement;
      const style = getComputedStyle(edge ?? document.documentElement);
      if (style.overflowX === 'auto' || style.overflowX === 'scroll') continue;
      const { left, right } = edge ? edge.getBoundingClientRect() : { left: 0, right: innerWidth };
      if (rects.every((rect) => rect.left >= left - 1 && rect.right <= right + 1)) continue;
      const title = own.closest('[title]')?.getAttribute('title') ?? '';
      const isNumber = /^[+±−–-]?[\s\d.,%()–−]+$/.test(said);
      let part = own;
      while (part !== edge && getComputedStyle(part).display === 'inline') part = part.parentElement!;
      const ends = part === edge && style.textOverflow === 'ellipsis';
      if (!isNumber && ends && title.includes(said.slice(0, 9))) continue;
      faults.add(`${said.slice(0, 60)} (${own.tagName.toLowerCase()}.${own.className})`);
    }
    const over = document.documentElement.scrollWidth - innerWidth;
    if (over > 0) faults.add(`${over} px too wide`);
    const inputs = [...document.querySelectorAll<HTMLInputElement>('input')];
    for (const input of inputs)
      if (input.clientWidth > 0 && input.scrollWidth > input.clientWidth + 1 && input.title === '')
        faults.add(`${input.value} (input ${input.ariaLabel ?? input.name})`);
    return [...faults];
  });
