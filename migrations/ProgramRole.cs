using Npgsql;

namespace BilskyWeb.Migrations;

/// <summary>
/// Makes the role that the program works as, where that is another than the tables' owner: it reads and writes rows, changes no table, and of the ledger
/// it can add records and have them sealed, nothing else.
/// </summary>
internal static class ProgramRole
{
    // Records and checks are added; seals and roots come from the sealing function alone, which also empties the queue.
    private const string Rights =
        """
        grant connect on database {database} to {role};
        grant usage on schema public to {role};
        revoke create on schema public from public;
        grant select, insert, update, delete on all tables in schema public to {role};
        grant usage, select, update on all sequences in schema public to {role};
        grant execute on all functions in schema public to {role};
        revoke update, delete, truncate, references, trigger on "AuditEvents", "LedgerChecks" from {role};
        revoke insert, update, delete, truncate, references, trigger on "LedgerSeals", "LedgerRoots", "LedgerQueue" from {role};
        revoke insert, update, delete, truncate on "__EFMigrationsHistory" from {role};
        """;

    // Hangfire looks after its own tables, and used to do so as the owner.
    private const string Jobs =
        """
        create schema if not exists hangfire;
        alter schema hangfire owner to {role};
        do $$
        declare
            thing record;
        begin
            for thing in select c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'hangfire' and c.relkind in ('r', 'S', 'v', 'p')
                    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype in ('a', 'i') and c.relkind = 'S')
            loop
                execute format('alter %s hangfire.%I owner to {role}', case thing.relkind when 'S' then 'sequence' when 'v' then 'view' else 'table' end, thing.relname);
            end loop;
        end
        $$;
        """;

    /// <param name="owner">A connection as the owner of the tables, who may make roles.</param>
    /// <param name="program">The program's own connection string: its name and password.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task GrantAsync(NpgsqlConnection owner, NpgsqlConnectionStringBuilder program, CancellationToken cancellationToken)
    {
        var name = program.Username!;
        await using var transaction = await owner.BeginTransactionAsync(cancellationToken);

        // Two migrations at once, as two containers start them.
        await ExecuteAsync(owner, "select pg_advisory_xact_lock(hashtextextended('bilsky program role', 0))", cancellationToken);
        var exists = await AnyAsync(owner, "select count(*) from pg_roles where rolname = $1", name, cancellationToken);
        if (exists && await AnyAsync(owner, "select count(*) from pg_roles where rolname = $1 and (rolsuper or rolcreaterole or rolreplication or rolbypassrls)", name, cancellationToken))
        {
            throw new InvalidOperationException($"The role {name} of the program is a superuser, or may make roles: it could alter the ledger. Name another in BILSKY_DB.");
        }

        var role = await QuotedAsync(owner, "%I", name, cancellationToken);
        if (!string.IsNullOrEmpty(program.Password))
        {
            var password = await QuotedAsync(owner, "%L", program.Password, cancellationToken);
            await ExecuteAsync(owner, $"{(exists ? "alter" : "create")} role {role} login nosuperuser nocreatedb nocreaterole password {password}", cancellationToken);
        }
        else if (!exists)
        {
            throw new InvalidOperationException($"The role {name} of BILSKY_DB does not exist and has no password there to be made with.");
        }

        var database = await QuotedAsync(owner, "%I", owner.Database, cancellationToken);
        await ExecuteAsync(owner, $"grant {role} to current_user", cancellationToken);
        foreach (var statements in new[] { Rights, Jobs })
        {
            await ExecuteAsync(owner, statements.Replace("{database}", database, StringComparison.Ordinal).Replace("{role}", role, StringComparison.Ordinal), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<string> QuotedAsync(NpgsqlConnection owner, string format, string value, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"select format('{format}', $1)", owner) { Parameters = { new() { Value = value } } };
        return (string)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<bool> AnyAsync(NpgsqlConnection owner, string sql, string value, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, owner) { Parameters = { new() { Value = value } } };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0;
    }

    private static async Task ExecuteAsync(NpgsqlConnection owner, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, owner);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
