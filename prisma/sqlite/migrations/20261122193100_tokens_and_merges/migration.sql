-- AlterTable
ALTER TABLE "sandbox_people" ADD COLUMN "followed_at" DATETIME;

-- CreateTable
CREATE TABLE "user_merges" (
    "from_id" TEXT NOT NULL PRIMARY KEY,
    "into_id" TEXT NOT NULL,
    "unionid" TEXT NOT NULL,
    "from_version" INTEGER NOT NULL,
    "into_version" INTEGER NOT NULL,
    "at" DATETIME NOT NULL,
    CONSTRAINT "user_merges_into_id_fkey" FOREIGN KEY ("into_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sandbox_tokens" (
    "token" TEXT NOT NULL PRIMARY KEY,
    "appid" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "forced" BOOLEAN NOT NULL DEFAULT false,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "ends_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_tickets" (
    "ticket" TEXT NOT NULL PRIMARY KEY,
    "appid" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_usage" (
    "appid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    PRIMARY KEY ("appid", "name", "period")
);

-- CreateIndex
CREATE INDEX "user_merges_into_id_idx" ON "user_merges"("into_id");

-- CreateIndex
CREATE INDEX "sandbox_tokens_appid_issuer_created_at_idx" ON "sandbox_tokens"("appid", "issuer", "created_at");

-- CreateIndex
CREATE INDEX "sandbox_tickets_appid_type_created_at_idx" ON "sandbox_tickets"("appid", "type", "created_at");
