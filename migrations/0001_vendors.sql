CREATE TABLE `pronunciations` (
	`tenant_id` text NOT NULL,
	`language` text NOT NULL,
	`word` text NOT NULL,
	`say` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `language`, `word`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `provider_keys` (
	`tenant_id` text NOT NULL,
	`provider` text NOT NULL,
	`sealed` text NOT NULL,
	`key_version` text NOT NULL,
	`hint` text NOT NULL,
	`folder` text,
	`base_url` text,
	`proxy` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`tenant_id`, `provider`),
	FOREIGN KEY (`tenant_id`) REFERENCES `tenants`(`id`) ON UPDATE no action ON DELETE cascade
);
