-- CreateTable
CREATE TABLE "order_notices" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "order_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL DEFAULT '',
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "api" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "msg_id" TEXT,
    "problem" TEXT,
    "created_at" DATETIME NOT NULL,
    "sent_at" DATETIME,
    "finished_at" DATETIME,
    CONSTRAINT "order_notices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "followers" (
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "follows" BOOLEAN NOT NULL,
    "since" DATETIME NOT NULL,
    "scene" TEXT NOT NULL DEFAULT '',

    PRIMARY KEY ("appid", "openid")
);

-- CreateTable
CREATE TABLE "robot_messages" (
    "key" TEXT NOT NULL PRIMARY KEY,
    "reply" TEXT,
    "token" TEXT NOT NULL,
    "locked_until" DATETIME NOT NULL,
    "created_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "robot_sessions" (
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updated_at" DATETIME NOT NULL,

    PRIMARY KEY ("appid", "openid")
);

-- CreateTable
CREATE TABLE "sandbox_chat_lines" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "person_id" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "via" TEXT,
    "content" TEXT NOT NULL,
    "push_id" INTEGER,
    "msg_id" TEXT,
    "client_msg_id" TEXT,
    "template_id" TEXT,
    "at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_allowances" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "person_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "left" INTEGER
);

-- CreateTable
CREATE TABLE "sandbox_pushes" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "person_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "msg_id" TEXT,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" DATETIME NOT NULL,
    "last_attempt_at" DATETIME,
    "last_status" INTEGER,
    "last_answer" TEXT,
    "created_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_media" (
    "media_id" TEXT NOT NULL PRIMARY KEY,
    "type" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "bytes" BLOB NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_qr_codes" (
    "ticket" TEXT NOT NULL PRIMARY KEY,
    "url" TEXT NOT NULL,
    "scene" TEXT NOT NULL,
    "named" BOOLEAN NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME
);

-- CreateTable
CREATE TABLE "sandbox_tags" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "name" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "sandbox_person_tags" (
    "tag_id" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,

    PRIMARY KEY ("tag_id", "person_id"),
    CONSTRAINT "sandbox_person_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "sandbox_tags" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "sandbox_subscriptions" (
    "person_id" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "left" INTEGER NOT NULL,

    PRIMARY KEY ("person_id", "template_id")
);

-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
CREATE TABLE "new_sandbox_people" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "follows" BOOLEAN NOT NULL,
    "followed_at" DATETIME,
    "wallet" INTEGER NOT NULL,
    "scene" TEXT NOT NULL DEFAULT 'ADD_SCENE_SEARCH',
    "qr_scene" INTEGER NOT NULL DEFAULT 0,
    "qr_scene_str" TEXT NOT NULL DEFAULT '',
    "remark" TEXT NOT NULL DEFAULT '',
    "blocks" BOOLEAN NOT NULL DEFAULT false,
    "staff_until" DATETIME,
    "typing_till" DATETIME
);
INSERT INTO "new_sandbox_people" ("followed_at", "follows", "id", "wallet") SELECT "followed_at", "follows", "id", "wallet" FROM "sandbox_people";
DROP TABLE "sandbox_people";
ALTER TABLE "new_sandbox_people" RENAME TO "sandbox_people";
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;

-- CreateIndex
CREATE INDEX "order_notices_appid_msg_id_idx" ON "order_notices"("appid", "msg_id");

-- CreateIndex
CREATE INDEX "order_notices_openid_template_id_state_idx" ON "order_notices"("openid", "template_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "order_notices_order_id_kind_subject_key" ON "order_notices"("order_id", "kind", "subject");

-- CreateIndex
CREATE INDEX "followers_appid_follows_idx" ON "followers"("appid", "follows");

-- CreateIndex
CREATE INDEX "robot_messages_created_at_idx" ON "robot_messages"("created_at");

-- CreateIndex
CREATE INDEX "robot_sessions_updated_at_idx" ON "robot_sessions"("updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_chat_lines_msg_id_key" ON "sandbox_chat_lines"("msg_id");

-- CreateIndex
CREATE INDEX "sandbox_chat_lines_person_id_id_idx" ON "sandbox_chat_lines"("person_id", "id");

-- CreateIndex
CREATE INDEX "sandbox_allowances_person_id_expires_at_idx" ON "sandbox_allowances"("person_id", "expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_pushes_msg_id_key" ON "sandbox_pushes"("msg_id");

-- CreateIndex
CREATE INDEX "sandbox_pushes_status_next_attempt_at_idx" ON "sandbox_pushes"("status", "next_attempt_at");

-- CreateIndex
CREATE INDEX "sandbox_media_expires_at_idx" ON "sandbox_media"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_qr_codes_url_key" ON "sandbox_qr_codes"("url");

-- CreateIndex
CREATE UNIQUE INDEX "sandbox_tags_name_key" ON "sandbox_tags"("name");
