DROP INDEX `numbers_number_unique`;--> statement-breakpoint
DROP INDEX `numbers_tenant`;--> statement-breakpoint
CREATE UNIQUE INDEX `numbers_tenant_number` ON `numbers` (`tenant_id`,`number`);--> statement-breakpoint
CREATE INDEX `numbers_number` ON `numbers` (`number`);