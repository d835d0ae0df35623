import { useState } from "react";
import { Dialog } from "../components/dialog.tsx";
import { useI18n } from "../lib/i18n.tsx";
import { readSetting, writeSetting } from "../lib/settings.ts";

const groups = [
  { title: "shortcuts.everywhere", rows: [["G L", "shortcuts.goLive"], ["G C", "shortcuts.goCalls"], ["G A", "shortcuts.goAppointments"], ["G T", "shortcuts.goTest"], ["G B", "shortcuts.goBots"], ["G N", "shortcuts.goLines"], ["?", "shortcuts.help"], ["Esc", "shortcuts.close"]] },
  { title: "shortcuts.list", rows: [["J K", "shortcuts.nextRow"], ["Enter", "shortcuts.open"]] },
  { title: "nav.live", rows: [["L", "shortcuts.listen"], ["W", "shortcuts.whisper"], ["T", "shortcuts.take"], ["M", "shortcuts.mute"]] },
  { title: "shortcuts.player", rows: [["P Space", "shortcuts.play"], ["← →", "shortcuts.seek"], ["[ ]", "shortcuts.turn"], ["M", "shortcuts.mute"]] },
  { title: "shortcuts.settings", rows: [["Ctrl S", "shortcuts.save"], ["Ctrl Z", "shortcuts.undo"], ["Ctrl Shift Z", "shortcuts.redo"], ["Ctrl Shift P", "shortcuts.publish"]] },
  { title: "shortcuts.test", rows: [["M", "shortcuts.mute"], ["0–9 * #", "shortcuts.digits"]] },
] as const;

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useI18n();
  const [letters, setLetters] = useState(readSetting("letters") !== "off");
  return (
    <Dialog
      title={t("shortcuts.title")}
      onClose={onClose}
      footer={
        <>
          <label className="row sm grow">
            <input
              type="checkbox"
              checked={letters}
              onChange={(event) => {
                writeSetting("letters", event.target.checked ? null : "off");
                setLetters(event.target.checked);
              }}
            />
            {t("shortcuts.enabled")}
          </label>
          <button type="button" className="btn" onClick={onClose}>
            {t("common.close")}
          </button>
        </>
      }
    >
      <div className="shortcut-groups">
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className="xs t3">{t(group.title)}</h3>
            <dl>
              {group.rows.map(([keys, meaning]) => (
                <div key={meaning} className="row between sm">
                  <dt>{t(meaning)}</dt>
                  <dd className="row g1">
                    {keys.split(" ").map((key) => (
                      <kbd key={key} className="kbd">
                        {key}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
