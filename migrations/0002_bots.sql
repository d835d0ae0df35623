CREATE TABLE `eval_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`bot_id` text NOT NULL,
	`of` text NOT NULL,
	`started_at` integer NOT NULL,
	`took_ms` integer NOT NULL,
	`passed` integer NOT NULL,
	`failed` integer NOT NULL,
	`report` text NOT NULL,
	FOREIGN KEY (`bot_id`) REFERENCES `bots`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `eval_runs_bot` ON `eval_runs` (`bot_id`,`started_at`);--> statement-breakpoint
CREATE TABLE `eval_suites` (
	`bot_id` text PRIMARY KEY NOT NULL,
	`suites` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`bot_id`) REFERENCES `bots`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `bot_versions` ADD `note` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `bot_versions` ADD `author` text DEFAULT 'system' NOT NULL;--> statement-breakpoint
ALTER TABLE `bot_versions` ADD `overridden` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `bots` ADD `draft_revision` integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE `bots` ADD `draft_updated_at` integer;--> statement-breakpoint
ALTER TABLE `bots` ADD `draft` text;