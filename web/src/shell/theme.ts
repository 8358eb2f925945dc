const kept = "beholden-theme";
const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

export function theme(): Theme {
  return themes.find((one) => one === localStorage.getItem(kept)) ?? "system";
}

/** The colours follow the system unless the user says otherwise. */
export function applyTheme(chosen: Theme): void {
  localStorage.setItem(kept, chosen);
  document.documentElement.style.colorScheme = chosen === "system" ? "light dark" : chosen;
}

export function nextTheme(now: Theme): Theme {
  return themes[(themes.indexOf(now) + 1) % themes.length]!;
}
