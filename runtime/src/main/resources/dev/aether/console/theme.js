// Light and dark: what the system says, until the reader says otherwise.

const KEY = "aether.theme";

function kept() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a page from a file may have no storage
  }
}

function isDark(choice) {
  return choice ? choice === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function apply(choice) {
  if (choice) {
    document.documentElement.dataset.theme = choice;
  } else {
    delete document.documentElement.dataset.theme;
  }
}

/** Takes up the reader's earlier choice. */
export function restoreTheme() {
  apply(kept());
}

/** The theme that is on. */
export function dark() {
  return isDark(kept() ?? document.documentElement.dataset.theme);
}

/** Changes to the other theme. */
export function switchTheme() {
  const choice = dark() ? "light" : "dark";
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // then only for now
  }
  apply(choice);
}
