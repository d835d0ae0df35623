CREATE TABLE `trunks` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`name` text NOT NULL,
	`enabled` integer DEFAULT true NOT NULL,
	`pilot` text,
	`node_id` text,
	`settings` text NOT NULL,
	`sealed` text,
	`key_version` text,
	`password_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`node_id`) REFERENCES `media_nodes`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `trunks_tenant` ON `trunks` (`tenant_id`);--> statement-breakpoint
CREATE INDEX `trunks_pilot` ON `trunks` (`pilot`);--> statement-breakpoint
CREATE TABLE `__new_numbers` (
	`id` text PRIMARY KEY NOT NULL,
	`tenant_id` text NOT NULL,
	`number` text NOT NULL,
	`name` text NOT NULL,
	`bot_id` text,
	`after_bot_id` text,
	`trunk_id` text,
	`language` text NOT NULL,
	`fallback` text,
	`rules` text DEFAULT '{}' NOT NULL,
	`has_caller_lists` integer DEFAULT false NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`bot_id`) REFERENCES `bots`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`after_bot_id`) REFERENCES `bots`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`trunk_id`) REFERENCES `trunks`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
INSERT INTO `__new_numbers`(`id`, `tenant_id`, `number`, `name`, `bot_id`, `language`, `fallback`, `created_at`) SELECT `id`, `tenant_id`, `number`, `name`, `bot_id`, `language`, `fallback`, `created_at` FROM `numbers`;--> statement-breakpoint
DROP TABLE `numbers`;--> statement-breakpoint
ALTER TABLE `__new_numbers` RENAME TO `numbers`;--> statement-breakpoint
CREATE UNIQUE INDEX `numbers_number_unique` ON `numbers` (`number`);--> statement-breakpoint
CREATE INDEX `numbers_tenant` ON `numbers` (`tenant_id`);--> statement-breakpoint
CREATE INDEX `numbers_bot` ON `numbers` (`bot_id`);--> statement-breakpoint
CREATE INDEX `numbers_trunk` ON `numbers` (`trunk_id`);--> statement-breakpoint
ALTER TABLE `tenants` ADD `limits` text DEFAULT '{}' NOT NULL;--> statement-breakpoint
CREATE INDEX `media_nodes_tenant` ON `media_nodes` (`tenant_id`);