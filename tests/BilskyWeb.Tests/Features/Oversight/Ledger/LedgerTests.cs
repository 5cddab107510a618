using System.Globalization;
using BilskyWeb.Features.Oversight.Ledger;
using BilskyWeb.Migrations;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BilskyWeb.Tests.Features.Oversight.Ledger;

[Trait("Kind", "integration")]
public sealed class LedgerTests
{
    [Fact]
    public async Task Verify_RecordsOfEveryShape_HoldInProgramAndDatabaseAlike()
    {
        await using var host = await LedgerHost.StartAsync();
        await host.Trail.RecordAsync(null, AuditAction.SignInRefused);
        await host.Trail.RecordAsync(LedgerHost.Ann, AuditAction.ViewedStudy, Guid.NewGuid(), "1:a;-;ü €😀\n\"quoted\" 'and' \\slashed");
        await using (var database = host.NewContext())
        {
            await host.Trail.WriteAsync(database, LedgerHost.Ann, new LedgerEntry(AuditAction.Reviewed, null, "") { Model = new string('a', 64), Facts = "{\"b\":1,  \"a\":[]}" }, default);
            database.AuditEvents.Add(new AuditEvent { At = new DateTimeOffset(1969, 7, 20, 20, 17, 40, TimeSpan.FromHours(5)).AddTicks(1234567).ToUniversalTime(), ActorName = "before 1970", Action = "x" });
            await database.SaveChangesAsync();
        }

        Assert.Equal(4, await host.Seal.HandleAsync(default));

        var verdict = await host.Verify.HandleAsync([], default);
        Assert.Null(verdict.Trouble);
        Assert.Equal((4, 0), (verdict.Sealed, verdict.Waiting));
    }

    [Theory]
    [InlineData("""update "AuditEvents" set "ActorName" = 'Somebody else' where "Id" = 3""", 3L, "Record 3 (position 3")]
    [InlineData("""update "AuditEvents" set "At" = "At" + interval '1 microsecond' where "Id" = 2""", 2L, "Record 2 (position 2")]
    [InlineData("""delete from "AuditEvents" where "Id" = 4""", 4L, "Record 4 (position 4) has been deleted.")]
    [InlineData("""delete from "AuditEvents" where "Id" = 4; delete from "LedgerSeals" where "RecordId" = 4""", null, "Position 4 of the chain is missing")]
    [InlineData("""delete from "AuditEvents" where "Id" = 4; delete from "LedgerSeals" where "RecordId" = 4; update "LedgerSeals" set "Position" = 4 where "RecordId" = 5; update "LedgerSeals" set "Position" = 5 where "RecordId" = 6""", 5L, "Record 5 (position 4")]
    [InlineData("""delete from "LedgerSeals" where "RecordId" = 6""", null, "its end was cut off")]
    [InlineData("""delete from "AuditEvents" where "Id" in (5, 6); delete from "LedgerSeals" where "RecordId" in (5, 6)""", null, "The chain ends at position 4")]
    [InlineData("""update "AuditEvents" set "Id" = 99 where "Id" = 3; update "AuditEvents" set "Id" = 3 where "Id" = 4; update "AuditEvents" set "Id" = 4 where "Id" = 99""", 3L, "Record 3 (position 3")]
    [InlineData("""update "LedgerSeals" set "RecordId" = 99 where "RecordId" = 3; update "LedgerSeals" set "RecordId" = 3 where "RecordId" = 4; update "LedgerSeals" set "RecordId" = 4 where "RecordId" = 99""", 4L, "Record 4 (position 3")]
    [InlineData("""insert into "AuditEvents" ("At", "ActorName", "Action") values (now(), 'Nobody', 'viewed study')""", 7L, "Record 7 is in no chain")]
    [InlineData("""update "LedgerSeals" set "SealedAt" = "SealedAt" - interval '1 day' where "Position" = 5""", 5L, "Record 5 (position 5")]
    public async Task Verify_ForgedBySuperuser_NamesTheFirstBrokenRecord(string forgery, long? record, string words)
    {
        await using var host = await LedgerHost.WithRecordsAsync(6);
        Assert.Null((await host.Verify.HandleAsync([], default)).Trouble);

        await host.ForgeAsync(forgery);

        var trouble = (await host.Verify.HandleAsync([], default)).Trouble!;
        Assert.Equal(record, trouble.RecordId);
        Assert.Contains(words, trouble.Words, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WholeChainWrittenAnew_IsFoundByAnAnchorThatWasKept()
    {
        await using var host = await LedgerHost.WithRecordsAsync(6);
        var before = await host.Verify.HandleAsync([], default);
        LedgerAnchor anchor = new(new DateOnly(2026, 11, 30), before.Sealed, Convert.ToHexStringLower(before.Hash));
        Assert.Null((await host.Verify.HandleAsync([anchor], default)).Trouble);

        // Somebody with all rights alters a record, and has everything sealed again from nothing.
        await host.ForgeAsync("""
            update "AuditEvents" set "ActorName" = 'Somebody else' where "Id" = 2; delete from "LedgerSeals"; delete from "LedgerChecks";
            insert into "LedgerQueue" select "Id" from "AuditEvents"
            """);
        await host.Seal.HandleAsync(default);

        Assert.Null((await host.Verify.HandleAsync([], default)).Trouble);
        var trouble = (await host.Verify.HandleAsync([anchor], default)).Trouble!;
        Assert.Contains("is not what the anchor of 2026-11-30 says", trouble.Words, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AuditEvents")]
    [InlineData("LedgerSeals")]
    [InlineData("LedgerRoots")]
    [InlineData("LedgerChecks")]
    public async Task Table_ChangedByItsOwner_IsRefused(string table)
    {
        await using var host = await LedgerHost.WithRecordsAsync(1);
        await using var database = host.NewContext();
        foreach (var statement in new[] { $"delete from \"{table}\"", $"truncate \"{table}\"", $"update \"{table}\" set \"{(table == "LedgerRoots" ? "Day" : table == "LedgerSeals" ? "SealedAt" : "At")}\" = now()" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => database.Database.ExecuteSqlRawAsync(statement));

            Assert.Contains("The ledger is only added to", refused.MessageText, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ProgramRole_MayAddAndSeal_AndNothingElseOfTheLedger()
    {
        await using var host = await LedgerHost.WithRecordsAsync(2);
        var program = new NpgsqlConnectionStringBuilder(host.ConnectionString) { Username = "ledger_program", Password = "pa'ss%word\"" };
        await Migrate.GrantAsync(host.ConnectionString, program.ConnectionString, default);
        await Migrate.GrantAsync(host.ConnectionString, program.ConnectionString, default); // every start does
        await using var connection = new NpgsqlConnection(program.ConnectionString);
        await connection.OpenAsync();
        foreach (var forbidden in new[]
        {
            """update "AuditEvents" set "ActorName" = 'x'""", """delete from "AuditEvents" """, """truncate "AuditEvents" """, """alter table "AuditEvents" disable trigger all""",
            """drop table "AuditEvents" """, """drop trigger bilsky_ledger_refuse on "AuditEvents" """, "set session_replication_role = replica", """delete from "LedgerSeals" """,
            """insert into "LedgerSeals" select 9, 9, now(), ''""", """delete from "LedgerQueue" """, """insert into "LedgerRoots" values ('2026-01-01', 1, '', now())""",
            """update "LedgerChecks" set "Trouble" = null""", """delete from "LedgerChecks" """, "create or replace function bilsky_ledger_refuse() returns trigger language plpgsql as 'begin return null; end'",
            "create table public.mine (id int)", """delete from "__EFMigrationsHistory" """,
        })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => new NpgsqlCommand(forbidden, connection).ExecuteNonQueryAsync());

            Assert.Equal((forbidden, PostgresErrorCodes.InsufficientPrivilege), (forbidden, refused.SqlState));
        }

        await new NpgsqlCommand("""insert into "AuditEvents" ("At", "ActorName", "Action") values (now(), 'program', 'viewed study')""", connection).ExecuteNonQueryAsync();
        Assert.Equal(1, await new NpgsqlCommand("select bilsky_ledger_seal(100)", connection).ExecuteScalarAsync());
        var verdict = await host.Verify.HandleAsync([], default);
        Assert.Null(verdict.Trouble);
        Assert.Equal(3, verdict.Sealed);
    }

    [Fact]
    public async Task Seal_LowNumberCommittedLate_IsNotLost()
    {
        await using var host = await LedgerHost.StartAsync();
        await using var slow = host.NewContext();
        await using var open = await slow.Database.BeginTransactionAsync();
        await host.Trail.WriteAsync(slow, LedgerHost.Ann, new LedgerEntry(AuditAction.ViewedStudy, Detail: "first, and late"), default);
        await host.Trail.RecordAsync(LedgerHost.Ann, AuditAction.ViewedStudy, detail: "second, and early");
        Assert.Equal(1, await host.Seal.HandleAsync(default));

        await open.CommitAsync();

        Assert.Equal(1, await host.Seal.HandleAsync(default));
        await using var database = host.NewContext();
        Assert.Equal([2L, 1L], await database.LedgerSeals.OrderBy(s => s.Position).Select(s => s.RecordId).ToListAsync());
        Assert.Null((await host.Verify.HandleAsync([], default)).Trouble);
    }

    [Fact]
    public async Task Write_ConnectionKilledBeforeCommit_LeavesNeitherChangeNorRecord()
    {
        await using var host = await LedgerHost.StartAsync();
        var key = Guid.NewGuid().ToString();
        await using (var database = host.NewContext())
        {
            await using var transaction = await database.Database.BeginTransactionAsync();
            database.DataProtectionKeys.Add(new Microsoft.AspNetCore.DataProtection.EntityFrameworkCore.DataProtectionKey { FriendlyName = key });
            await host.Trail.WriteAsync(database, LedgerHost.Ann, new LedgerEntry(AuditAction.IssuedKey, Detail: key), default);
            await host.ForgeAsync($"select pg_terminate_backend({((NpgsqlConnection)database.Database.GetDbConnection()).ProcessID.ToString(CultureInfo.InvariantCulture)}, 5000)");

            await Assert.ThrowsAnyAsync<Exception>(() => transaction.CommitAsync());
        }

        await using var after = host.NewContext();
        Assert.False(await after.DataProtectionKeys.AnyAsync(k => k.FriendlyName == key));
        Assert.False(await after.AuditEvents.AnyAsync(e => e.Detail == key));
        Assert.Equal(0, await host.Seal.HandleAsync(default));
    }

    [Fact]
    public async Task Seal_FiftyWritersAtOnce_ChainsEachRecordOnceAndNoneThatWasRolledBack()
    {
        await using var host = await LedgerHost.StartAsync();
        using var sealing = new CancellationTokenSource();
        var sealers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!sealing.IsCancellationRequested)
            {
                await host.Seal.HandleAsync(default);
            }
        })).ToList();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
            {
                await using var database = host.NewContext();
                await using var transaction = await database.Database.BeginTransactionAsync();
                await host.Trail.WriteAsync(database, LedgerHost.Ann, new LedgerEntry(AuditAction.ViewedStudy, Detail: $"{writer}/{i}"), default);
                if (i % 5 != 4)
                {
                    await transaction.CommitAsync();
                }
            }
        })));
        await sealing.CancelAsync();
        await Task.WhenAll(sealers);
        await host.Seal.HandleAsync(default);

        var verdict = await host.Verify.HandleAsync([], default);

        Assert.Null(verdict.Trouble);
        Assert.Equal((400, 0), (verdict.Sealed, verdict.Waiting));
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(1, false)] // the clock was put back since
    public async Task Seal_LastSealOfAnotherDay_MakesTheDaysRootAndNeverGoesBack(int days, bool root)
    {
        await using var host = await LedgerHost.StartAsync();
        await host.Trail.RecordAsync(LedgerHost.Ann, AuditAction.SignedIn);
        await using var database = host.NewContext();
        var record = await database.AuditEvents.SingleAsync();
        var at = new DateTimeOffset(DateTime.UtcNow.Date.AddDays(days).AddHours(12), TimeSpan.Zero);
        var hash = LedgerHash.Of(LedgerHash.Beginning, 1, at, record);
        await host.ForgeAsync($"""delete from "LedgerQueue"; insert into "LedgerSeals" values (1, {record.Id}, '{at:O}', '\x{Convert.ToHexString(hash)}')""");
        await host.Trail.RecordAsync(LedgerHost.Ann, AuditAction.SignedOut);

        await host.Seal.HandleAsync(default);

        Assert.Null((await host.Verify.HandleAsync([], default)).Trouble);
        Assert.True((await database.LedgerSeals.SingleAsync(s => s.Position == 2)).SealedAt >= at);
        var roots = await new ListAnchors(host.Contexts).HandleAsync(default);
        Assert.Equal(root ? [new LedgerAnchor(DateOnly.FromDateTime(at.UtcDateTime), 1, Convert.ToHexStringLower(hash))] : [], roots);
        Assert.Equal(roots, ListAnchors.Read(ListAnchors.Write(roots).Split('\n')).Value);
    }
}
