// What of a page lies outside the window, outside its own box, or is cut off; run inside the page.
() => {
  const width = window.innerWidth;
  const slack = 1;
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = (element) => {
    const classes = [...element.classList].map((name) => "." + name).join("");
    const text = (element.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const parent = element.parentElement ? element.parentElement.tagName.toLowerCase() + ">" : "";
    return `${parent}${element.tagName.toLowerCase()}${classes} "${text}"`;
  };
  // What a box that scrolls keeps inside itself can be reached, and makes the page no wider.
  const scrolls = (element) => {
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return true;
    }
    return false;
  };
  // Text that only a screen reader gets is put into a box of one pixel.
  const hidden = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const box = one.getBoundingClientRect();
      const style = getComputedStyle(one);
      if (style.position === "absolute" && box.width <= 1 && box.height <= 1) return true;
    }
    return false;
  };
  const outside = (box) => box.width > 0 && (box.right > width + slack || box.left < -slack);
  const block = (element) => {
    let one = element;
    while (["inline", "contents"].includes(getComputedStyle(one).display)) one = one.parentElement;
    return one;
  };

  const sticking = [];
  const spilling = [];
  const cut = [];
  for (const element of document.body.querySelectorAll("*")) {
    if (!seen(element) || hidden(element)) continue;
    if (!(element.ownerSVGElement) && outside(element.getBoundingClientRect()) && !scrolls(element)) {
      sticking.push(named(element));
    }
    const style = getComputedStyle(element);
    const keepsIn = (value) => ["hidden", "clip"].includes(value);
    if (element instanceof HTMLElement && (keepsIn(style.overflowX) || keepsIn(style.overflowY))) {
      const wide = element.scrollWidth > element.clientWidth + slack && keepsIn(style.overflowX);
      const high = element.scrollHeight > element.clientHeight + slack && keepsIn(style.overflowY);
      if (wide || high) cut.push(named(element));
    }
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !seen(element) || hidden(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const picture = element.closest("svg");
    const home = (picture || block(element)).getBoundingClientRect();
    for (const box of range.getClientRects()) {
      if (outside(box) && !scrolls(element)) sticking.push(named(element));
      else if (box.right > home.right + slack || box.left < home.left - slack) spilling.push(named(element));
      else if (picture && (box.top < home.top - slack || box.bottom > home.bottom + slack)) cut.push(named(element));
      else continue;
      break;
    }
  }
  return {
    pageWidth: document.documentElement.scrollWidth, windowWidth: width,
    stickingOut: [...new Set(sticking)], spilling: [...new Set(spilling)], cut: [...new Set(cut)],
  };
}
