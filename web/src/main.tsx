import { render } from "preact";
import "./main.css";
import { Shell } from "./shell/Shell.tsx";
import { applyTheme, theme } from "./shell/theme.ts";

applyTheme(theme());
render(<Shell />, document.getElementById("console")!);
