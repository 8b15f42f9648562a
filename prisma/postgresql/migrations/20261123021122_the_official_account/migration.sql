-- AlterTable
ALTER TABLE "sandbox_people" ADD COLUMN     "blocks" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "qr_scene" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "qr_scene_str" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "remark" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "scene" TEXT NOT NULL DEFAULT 'ADD_SCENE_SEARCH',
ADD COLUMN     "staff_until" TIMESTAMP(3),
ADD COLUMN     "typing_till" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "order_notices" (
    "id" SERIAL NOT NULL,
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
    "created_at" TIMESTAMP(3) NOT NULL,
    "sent_at" TIMESTAMP(3),
    "finished_at" TIMESTAMP(3),

    CONSTRAINT "order_notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "followers" (
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "follows" BOOLEAN NOT NULL,
    "since" TIMESTAMP(3) NOT NULL,
    "scene" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "followers_pkey" PRIMARY KEY ("appid","openid")
);

-- CreateTable
CREATE TABLE "robot_messages" (
    "key" TEXT NOT NULL,
    "reply" TEXT,
    "token" TEXT NOT NULL,
    "locked_until" TIMESTAMP(3) NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "robot_messages_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "robot_sessions" (
    "appid" TEXT NOT NULL,
    "openid" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "updated_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "robot_sessions_pkey" PRIMARY KEY ("appid","openid")
);

-- CreateTable
CREATE TABLE "sandbox_chat_lines" (
    "id" SERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "from" TEXT NOT NULL,
    "via" TEXT,
    "content" TEXT NOT NULL,
    "push_id" INTEGER,
    "msg_id" TEXT,
    "client_msg_id" TEXT,
    "template_id" TEXT,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_chat_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_allowances" (
    "id" SERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "cause" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "left" INTEGER,

    CONSTRAINT "sandbox_allowances_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_pushes" (
    "id" SERIAL NOT NULL,
    "person_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "msg_id" TEXT,
    "body" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMP(3) NOT NULL,
    "last_attempt_at" TIMESTAMP(3),
    "last_status" INTEGER,
    "last_answer" TEXT,
    "created_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_pushes_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_media" (
    "media_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "filename" TEXT NOT NULL,
    "bytes" BYTEA NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_media_pkey" PRIMARY KEY ("media_id")
);

-- CreateTable
CREATE TABLE "sandbox_qr_codes" (
    "ticket" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "scene" TEXT NOT NULL,
    "named" BOOLEAN NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3),

    CONSTRAINT "sandbox_qr_codes_pkey" PRIMARY KEY ("ticket")
);

-- CreateTable
CREATE TABLE "sandbox_tags" (
    "id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "sandbox_tags_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "sandbox_person_tags" (
    "tag_id" INTEGER NOT NULL,
    "person_id" TEXT NOT NULL,

    CONSTRAINT "sandbox_person_tags_pkey" PRIMARY KEY ("tag_id","person_id")
);

-- CreateTable
CREATE TABLE "sandbox_subscriptions" (
    "person_id" TEXT NOT NULL,
    "template_id" TEXT NOT NULL,
    "left" INTEGER NOT NULL,

    CONSTRAINT "sandbox_subscriptions_pkey" PRIMARY KEY ("person_id","template_id")
);

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

-- AddForeignKey
ALTER TABLE "order_notices" ADD CONSTRAINT "order_notices_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sandbox_person_tags" ADD CONSTRAINT "sandbox_person_tags_tag_id_fkey" FOREIGN KEY ("tag_id") REFERENCES "sandbox_tags"("id") ON DELETE CASCADE ON UPDATE CASCADE;
