"""What can be read and what has a name, as scripts that run in a page and as Chromium's accessibility tree."""

# Texts with too little contrast to what is behind them (WCAG 2.2, AA). What cannot be used just now is let off, as there.
CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
canvas.canvas.width = canvas.canvas.height = 1;
const rgba = (colour) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
};
const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const light = (colour) => {
  const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ratio = (a, b) => (Math.max(light(a), light(b)) + 0.05) / (Math.min(light(a), light(b)) + 0.05);
const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
const ground = (element) => {
  const chain = [];
  for (let node = element; node; node = node.parentElement) chain.unshift(rgba(getComputedStyle(node).backgroundColor));
  // The cover of a label may be an input's, which lies before it.
  return chain.reduce((below, top) => over(top, below), isDark ? [18, 18, 18, 1] : [255, 255, 255, 1]);
};
const isOff = (element) => element.closest(':disabled') || element.closest('label')?.control?.disabled || element.closest('label')?.querySelector(':disabled');
const found = [];
let seen = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode()) {
  const element = walker.currentNode.parentElement;
  const text = walker.currentNode.textContent.trim();
  const range = document.createRange();
  range.selectNode(walker.currentNode);
  const box = range.getBoundingClientRect();
  if (!text || box.width < 2 || !element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || element.closest('.unseen, .skip') || isOff(element)) continue;
  seen += 1;
  const style = getComputedStyle(element);
  const size = parseFloat(style.fontSize);
  const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  const below = ground(element);
  const contrast = ratio(over(rgba(style.color), below), below);
  if (contrast < (isLarge ? 3 : 4.5)) found.push(`${contrast.toFixed(2)} "${text.slice(0, 40)}" ${style.color}`);
}
return { found, seen };
"""

# Edges of what can be used against what is around it (WCAG 2.2, 1.4.11).
EDGES = """
const light = (text) => {
  const [r, g, b] = text.match(/[\\d.]+/g).slice(0, 3).map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const isClear = (text) => /rgba\\(.*, 0\\)/.test(text) || text === 'transparent';
const found = [];
for (const element of document.querySelectorAll('button, a.button, .field input, .field select, .switch')) {
  if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue;
  let around = element.parentElement;
  while (around.parentElement && isClear(getComputedStyle(around).backgroundColor)) around = around.parentElement;
  const below = light(getComputedStyle(around).backgroundColor);
  const style = getComputedStyle(element);
  const marks = [style.backgroundColor, style.borderTopColor].filter((colour) => !isClear(colour)).map(light);
  const best = Math.max(...marks.map((mark) => (Math.max(mark, below) + 0.05) / (Math.min(mark, below) + 0.05)));
  if (!(best >= 3)) found.push(`${best.toFixed(2)} ${element.id || element.className}`);
}
return found;
"""

# The outline of what has the focus, or of what stands for it.
FOCUS = """
const element = document.activeElement;
if (!element || element === document.body) return null;
const shown = [element, element.nextElementSibling, element.closest('label')].filter(Boolean);
const isOutlined = shown.some((node) => {
  const { outlineStyle, outlineWidth } = getComputedStyle(node);
  const { width, height } = node.getBoundingClientRect();
  return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && width > 2 && height > 2;
});
const box = element.getBoundingClientRect();
return {
  name: element.type === 'radio' ? `${element.name}=${element.value}` : element.id || element.textContent.trim().slice(0, 30),
  isOutlined,
  isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
};
"""

CONTROLS = {"button", "link", "textbox", "checkbox", "radio", "slider", "combobox", "spinbutton", "searchbox", "progressbar", "dialog",
            "Canvas", "image", "img", "region", "group", "DisclosureTriangle", "listbox", "switch"}


def nameless(page):
  """What the accessibility tree has without a name, of all that needs one."""
  session = page.page.context.new_cdp_session(page.page)
  nodes = session.send("Accessibility.getFullAXTree")["nodes"]
  session.detach()
  found = []
  named = 0
  for node in nodes:
    role = node.get("role", {}).get("value")
    if node.get("ignored") or role not in CONTROLS:
      continue
    if node.get("name", {}).get("value", "").strip():
      named += 1
    elif role != "group" or node.get("properties") and any(p["name"] == "focusable" for p in node["properties"]):
      found.append(role)
  return found, named
