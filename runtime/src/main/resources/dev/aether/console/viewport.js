// A window onto a drawing that is larger than it: moved by dragging, scaled with buttons, keys and
// the wheel. Until it is touched it shows everything.

const MARGIN = 18;
const TALLEST = 520;
const SMALLEST_SCALE = 0.03;
const LARGEST_SCALE = 2.5;

/** On a narrow page names matter more than seeing all of a graph, if the rest is not far. */
const NARROW = 600;
const READABLE_SCALE = 0.62;
const NOT_FAR = 4;

/** What is seen of a drawing. */
export class Viewport {
  /** @param onChange called when it is to be drawn again */
  constructor(onChange) {
    this.onChange = onChange;
    this.width = 900;
    this.content = { width: 1, height: 1 };
    this.chosen = undefined;
  }

  get whole() {
    return { width: this.content.width + 2 * MARGIN, height: this.content.height + 2 * MARGIN };
  }

  /** The scale at which the width is seen, or enough of it. */
  get across() {
    const { width } = this.whole;
    const all = Math.min(1, this.width / width);
    const near = width * READABLE_SCALE < NOT_FAR * this.width;
    return this.width < NARROW && near ? Math.max(all, READABLE_SCALE) : all;
  }

  /** How tall the window is on the page. */
  get height() {
    const fitting = this.whole.height * this.across;
    const { height } = this.whole;
    return Math.round(Math.min(TALLEST, Math.max(140, fitting, Math.min(height, 220))));
  }

  /** The part that is seen: its corner in the drawing's measure, and its scale. */
  get view() {
    if (this.chosen) {
      return this.chosen;
    }
    const { width, height } = this.whole;
    const scale = Math.min(this.across, this.height / height);
    return {
      scale,
      x: -MARGIN - Math.max(0, this.width / scale - width) / 2,
      y: -MARGIN - (this.height / scale - height) / 2,
    };
  }

  get viewBox() {
    const { x, y, scale } = this.view;
    return `${x} ${y} ${this.width / scale} ${this.height / scale}`;
  }

  /** Takes up how wide it is on the page. */
  measure(width) {
    if (width > 0 && Math.abs(width - this.width) > 1) {
      this.width = width;
      this.onChange();
    }
  }

  /** Makes it larger or smaller around a point of the window, its middle if there is none. */
  zoom(factor, at = { x: this.width / 2, y: this.height / 2 }) {
    const { x, y, scale } = this.view;
    const next = Math.min(LARGEST_SCALE, Math.max(SMALLEST_SCALE, scale * factor));
    this.chosen = {
      scale: next,
      x: x + at.x / scale - at.x / next,
      y: y + at.y / scale - at.y / next,
    };
    this.onChange();
  }

  /** Shows it all again. */
  fit() {
    this.chosen = undefined;
    this.onChange();
  }

  /** Moves so that a box is seen. */
  reveal(box, size) {
    const { x, y, scale } = this.view;
    const right = x + this.width / scale;
    const bottom = y + this.height / scale;
    const inside =
      box.x >= x && box.x + size.width <= right && box.y >= y && box.y + size.height <= bottom;
    if (!inside) {
      this.chosen = {
        scale,
        x: box.x + size.width / 2 - this.width / scale / 2,
        y: box.y + size.height / 2 - this.height / scale / 2,
      };
    }
  }

  /** Follows the pointer until it is let go. */
  drag(event) {
    if (event.button !== 0) {
      return;
    }
    const area = event.currentTarget;
    const { clientX, clientY } = event;
    const { x, y, scale } = this.view;
    const move = (now) => {
      const dx = now.clientX - clientX;
      const dy = now.clientY - clientY;
      if (Math.hypot(dx, dy) > 3) {
        area.classList.add("is-dragged");
        this.chosen = { scale, x: x - dx / scale, y: y - dy / scale };
        this.onChange();
      }
    };
    const end = () => {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", end);
      removeEventListener("pointercancel", end);
      setTimeout(() => area.classList.remove("is-dragged"));
    };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
    addEventListener("pointercancel", end);
  }

  /** Scales around the pointer while a control key is held; without one the page scrolls. */
  wheel(event) {
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const area = event.currentTarget.getBoundingClientRect();
      const at = { x: event.clientX - area.left, y: event.clientY - area.top };
      this.zoom(event.deltaY < 0 ? 1.15 : 0.87, at);
    }
  }
}
