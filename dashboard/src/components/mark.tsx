/** The bell drawn as five sound bars with a bronze clapper. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg className="mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
      <g fill="var(--color-accent)">
        <rect x="2.4" y="17.5" width="3.8" height="6.5" rx="1.9" />
        <rect x="8.2" y="8.5" width="3.8" height="15.5" rx="1.9" />
        <rect x="14.1" y="3" width="3.8" height="21" rx="1.9" />
        <rect x="20" y="8.5" width="3.8" height="15.5" rx="1.9" />
        <rect x="25.8" y="17.5" width="3.8" height="6.5" rx="1.9" />
      </g>
      <circle cx="16" cy="28.4" r="2.3" fill="var(--color-caller)" />
    </svg>
  );
}
