import { useBotLanguages } from "../../components/text-pair.tsx";
import { useApi } from "../../lib/session.tsx";
import { useDraft } from "../../lib/use-draft.tsx";
import { useLoaded } from "../../lib/use-loaded.ts";
import { CatalogueContext } from "./catalogue.ts";
import { FallbackSection } from "./fallback-section.tsx";
import { ModelSection } from "./model-section.tsx";
import { SpeechSection } from "./speech-section.tsx";
import { AgentSection, HintsSection, TimingSection } from "./timing-section.tsx";

/** How a bot sounds, hears, waits and thinks: sections over the bot's draft. */
export function BotVoiceTab() {
  const api = useApi();
  const { draft } = useDraft();
  const languages = useBotLanguages();
  const vendors = useLoaded("vendors", (signal) => api.vendors(signal));
  return (
    <CatalogueContext value={vendors.data}>
      {languages.map((language) => (
        <SpeechSection key={language} slug={draft.bot.slug} language={language} />
      ))}
      <FallbackSection languages={languages} />
      <TimingSection />
      <HintsSection languages={languages} />
      <ModelSection />
      <AgentSection />
    </CatalogueContext>
  );
}
