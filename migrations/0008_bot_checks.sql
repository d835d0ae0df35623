CREATE TABLE `bot_checks` (
	`bot_id` text PRIMARY KEY NOT NULL,
	`keys` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`bot_id`) REFERENCES `bots`(`id`) ON UPDATE no action ON DELETE cascade
);
