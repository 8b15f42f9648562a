-- AlterTable
ALTER TABLE "sandbox_people" ADD COLUMN     "followed_at" TIMESTAMP(3);

-- CreateTable
CREATE TABLE "user_merges" (
    "from_id" TEXT NOT NULL,
    "into_id" TEXT NOT NULL,
    "unionid" TEXT NOT NULL,
    "from_version" INTEGER NOT NULL,
    "into_version" INTEGER NOT NULL,
    "at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "user_merges_pkey" PRIMARY KEY ("from_id")
);

-- CreateTable
CREATE TABLE "sandbox_tokens" (
    "token" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "forced" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,
    "ends_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_tokens_pkey" PRIMARY KEY ("token")
);

-- CreateTable
CREATE TABLE "sandbox_tickets" (
    "ticket" TEXT NOT NULL,
    "appid" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "created_at" TIMESTAMP(3) NOT NULL,
    "expires_at" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "sandbox_tickets_pkey" PRIMARY KEY ("ticket")
);

-- CreateTable
CREATE TABLE "sandbox_usage" (
    "appid" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "period" TEXT NOT NULL,
    "count" INTEGER NOT NULL,

    CONSTRAINT "sandbox_usage_pkey" PRIMARY KEY ("appid","name","period")
);

-- CreateIndex
CREATE INDEX "user_merges_into_id_idx" ON "user_merges"("into_id");

-- CreateIndex
CREATE INDEX "sandbox_tokens_appid_issuer_created_at_idx" ON "sandbox_tokens"("appid", "issuer", "created_at");

-- CreateIndex
CREATE INDEX "sandbox_tickets_appid_type_created_at_idx" ON "sandbox_tickets"("appid", "type", "created_at");

-- AddForeignKey
ALTER TABLE "user_merges" ADD CONSTRAINT "user_merges_into_id_fkey" FOREIGN KEY ("into_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
