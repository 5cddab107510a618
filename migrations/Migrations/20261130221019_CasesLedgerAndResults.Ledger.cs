using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace BilskyWeb.Migrations.Migrations
{
    // What the database itself keeps of the ledger.
    public partial class CasesLedgerAndResults
    {
        private static void CreateLedger(MigrationBuilder migrationBuilder)
        {
            // Not in C#, because no role but the owner may do what these do (docs/adr/0012-the-ledger.md).
            migrationBuilder.Sql(""""
                -- A field with its length in bytes before it, so that no two records read the same. LedgerHash does the same; LedgerTests hold the two together.
                create function bilsky_ledger_field(value text) returns text language sql immutable parallel safe as $$
                    select coalesce(octet_length(value) || ':' || value, '-') || ';'
                $$;

                create function bilsky_ledger_content(record "AuditEvents") returns text language sql immutable parallel safe set search_path = public, pg_temp as $$
                    select 'bilsky-ledger-1;'
                        || bilsky_ledger_field(record."Id"::text)
                        || bilsky_ledger_field(((extract(epoch from record."At") * 1000000)::bigint)::text)
                        || bilsky_ledger_field(record."ActorId"::text)
                        || bilsky_ledger_field(record."ActorName")
                        || bilsky_ledger_field(record."Action")
                        || bilsky_ledger_field(record."StudyId"::text)
                        || bilsky_ledger_field(record."Model")
                        || bilsky_ledger_field(record."Detail")
                        || bilsky_ledger_field(record."Facts")
                $$;

                -- Whatever is written waits to be sealed, from the same transaction on: one that commits late, with a low number, is found here like any other.
                create function bilsky_ledger_queue() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
                begin
                    insert into "LedgerQueue" ("RecordId") values (new."Id");
                    return null;
                end
                $$;

                -- With the owner's rights, so that the program's own role can have records sealed and can write no seal itself.
                create function bilsky_ledger_seal(most integer) returns integer language plpgsql security definer set search_path = public, pg_temp as $$
                declare
                    waiting record;
                    place bigint := 0;
                    chain bytea := decode(repeat('00', 32), 'hex');
                    before timestamptz;
                    now_at timestamptz := clock_timestamp();
                    done integer := 0;
                begin
                    if not pg_try_advisory_xact_lock(hashtextextended('bilsky ledger', 0)) then
                        return 0;
                    end if;

                    select "Position", "Hash", "SealedAt" into place, chain, before from "LedgerSeals" order by "Position" desc limit 1;
                    if not found then
                        place := 0;
                        chain := decode(repeat('00', 32), 'hex');
                    elsif (before at time zone 'UTC')::date < (now_at at time zone 'UTC')::date then
                        insert into "LedgerRoots" ("Day", "Position", "Hash", "MadeAt") values ((before at time zone 'UTC')::date, place, chain, now_at) on conflict do nothing;
                    end if;

                    -- A clock that was put back does not turn the chain round.
                    now_at := greatest(now_at, before);
                    for waiting in
                        select q."RecordId" as id, bilsky_ledger_content(e) as content from "LedgerQueue" q join "AuditEvents" e on e."Id" = q."RecordId" order by q."RecordId" limit most
                    loop
                        place := place + 1;
                        chain := sha256(convert_to(encode(chain, 'hex') || ';' || place || ';' || (extract(epoch from now_at) * 1000000)::bigint || ';' || waiting.content, 'UTF8'));
                        insert into "LedgerSeals" ("Position", "RecordId", "SealedAt", "Hash") values (place, waiting.id, now_at, chain);
                        delete from "LedgerQueue" where "RecordId" = waiting.id;
                        done := done + 1;
                    end loop;

                    return done;
                end
                $$;
                revoke all on function bilsky_ledger_seal(integer) from public;

                -- For everybody, the tables' owner too, who has to take this away before anything can be altered.
                create function bilsky_ledger_refuse() returns trigger language plpgsql as $$
                begin
                    raise exception 'The ledger is only added to: % of "%" is refused.', lower(tg_op), tg_table_name using errcode = 'insufficient_privilege';
                end
                $$;

                create trigger bilsky_ledger_refuse before update or delete or truncate on "AuditEvents" for each statement execute function bilsky_ledger_refuse();
                create trigger bilsky_ledger_refuse before update or delete or truncate on "LedgerSeals" for each statement execute function bilsky_ledger_refuse();
                create trigger bilsky_ledger_refuse before update or delete or truncate on "LedgerRoots" for each statement execute function bilsky_ledger_refuse();
                create trigger bilsky_ledger_refuse before update or delete or truncate on "LedgerChecks" for each statement execute function bilsky_ledger_refuse();
                create trigger bilsky_ledger_refuse before update or truncate on "LedgerQueue" for each statement execute function bilsky_ledger_refuse();

                -- The trail that was: its lines are the chain's first records.
                insert into "LedgerQueue" ("RecordId") select "Id" from "AuditEvents";
                create trigger bilsky_ledger_queue after insert on "AuditEvents" for each row execute function bilsky_ledger_queue();
                """");
        }

        private static void DropLedger(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("""
                drop trigger bilsky_ledger_queue on "AuditEvents";
                drop trigger bilsky_ledger_refuse on "AuditEvents";
                drop function bilsky_ledger_seal(integer);
                drop function bilsky_ledger_queue();
                drop function bilsky_ledger_content("AuditEvents");
                drop function bilsky_ledger_field(text);
                drop function bilsky_ledger_refuse();
                """);
        }
    }
}
