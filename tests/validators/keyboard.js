// Two questions about the keyboard; run inside the page: everything that Tab has to reach, and where it is now.
(question) => {
  const places = 'a[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable]';
  const all = [...document.querySelectorAll("*")];
  const named = (element) => {
    const text = (element.getAttribute("aria-label") || element.textContent || "").trim().replace(/\s+/g, " ");
    return `${all.indexOf(element)} ${element.tagName.toLowerCase()} "${text.slice(0, 40)}"`;
  };
  if (question === "wanted") {
    const seen = (element) => element.checkVisibility({ visibilityProperty: true });
    return all.filter((one) => one.matches(places) && one.tabIndex >= 0 && !one.disabled && seen(one)).map(named);
  }
  const element = document.activeElement;
  if (!element || element === document.body || element === document.documentElement) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  const inView = box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < window.innerHeight;
  return { name: named(element), place: all.indexOf(element), shown: inView && (ring || style.boxShadow !== "none") };
}
