using BilskyWeb.LocalServers;
using BilskyWeb.Tests.Fixtures;
using Npgsql;

namespace BilskyWeb.Tests.LocalServers;

[Trait("Kind", "integration")]
public sealed class PrivatePostgresTests
{
    private static readonly PrivatePostgresOptions Quick = new() { Durable = false };

    [Fact]
    public async Task StartAsync_SecondStartInSameDirectory_KeepsDataAndPassword()
    {
        var directory = TestDirectory.Named("postgres-twice");
        await using (var first = await PrivatePostgres.StartAsync(directory, Quick, default))
        {
            await first.CreateDatabaseAsync("kept", default);
            await ExecuteAsync(first.ConnectionString("kept"), "CREATE TABLE t (n int); INSERT INTO t VALUES (42)");
        }

        await using var second = await PrivatePostgres.StartAsync(directory, Quick, default);

        Assert.Equal(42, await ScalarAsync(second.ConnectionString("kept"), "SELECT n FROM t"));
    }

    [Fact]
    public async Task StartAsync_DirectoryPathTooLongForASocket_StillAnswers()
    {
        var directory = TestDirectory.Named("postgres-" + new string('x', 120));

        await using var postgres = await PrivatePostgres.StartAsync(directory, Quick, default);

        Assert.Equal(1, await ScalarAsync(postgres.ConnectionString("postgres"), "SELECT 1"));
    }

    [Fact]
    public async Task ConnectionString_WrongPassword_IsRefused()
    {
        var cluster = await SharedPostgres.GetAsync();
        var wrong = new NpgsqlConnectionStringBuilder(cluster.ConnectionString("postgres")) { Password = "guess", Pooling = false };

        var refused = await Assert.ThrowsAsync<PostgresException>(() => ScalarAsync(wrong.ConnectionString, "SELECT 1"));

        Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
    }

    [Fact]
    public async Task Settings_OfTheCluster_OpenNoTcpPortAndLogNoStatements()
    {
        var connection = (await SharedPostgres.GetAsync()).ConnectionString("postgres");

        Assert.Equal("", await ScalarAsync(connection, "SHOW listen_addresses"));
        Assert.Equal("panic", await ScalarAsync(connection, "SHOW log_min_error_statement"));
    }

    private static async Task ExecuteAsync(string connectionString, string sql) => await ScalarAsync(connectionString, sql);

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
