using System.Data.Common;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace BilskyWeb.Tests.Fixtures;

/// <summary>Every command that anybody in this process sends to one database by EF Core, and how PostgreSQL answers it.</summary>
internal sealed class SqlRecorder : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly string _database;
    private readonly string _connectionString;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly List<NpgsqlCommand> _commands = [];

    public SqlRecorder(string connectionString)
    {
        _connectionString = connectionString;
        _database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>What was sent so far.</summary>
    public IReadOnlyList<string> Sent
    {
        get
        {
            lock (_commands)
            {
                return [.. _commands.Select(c => c.CommandText)];
            }
        }
    }

    /// <summary>How each command that was sent finds its rows; asking changes nothing. Rows that were put in are not put in once more.</summary>
    public async Task<IReadOnlyList<SqlPlan>> ExplainAsync()
    {
        await using var source = NpgsqlDataSource.Create(_connectionString);
        await using var connection = await source.OpenConnectionAsync();
        var plans = new List<SqlPlan>();
        foreach (var command in _commands.Where(c => !c.CommandText.Contains("INSERT", StringComparison.OrdinalIgnoreCase)).DistinctBy(c => c.CommandText).ToList())
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var explain = new NpgsqlCommand($"explain (analyze, buffers, format json) {command.CommandText}", connection, transaction);
            explain.Parameters.AddRange(command.Parameters.Select(p => p.Clone()).ToArray());
            var answer = (string)(await explain.ExecuteScalarAsync())!;
            await transaction.RollbackAsync();
            using var json = JsonDocument.Parse(answer);
            plans.Add(SqlPlan.Of(command.CommandText, json.RootElement[0].GetProperty("Plan")));
        }

        return plans;
    }

    public void Dispose() => _subscriptions.ForEach(s => s.Dispose());

    void IObserver<DiagnosticListener>.OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData { Command: NpgsqlCommand { Connection.Database: { } name } sent } && name == _database)
        {
            var copy = new NpgsqlCommand(sent.CommandText);
            copy.Parameters.AddRange(sent.Parameters.Select(p => p.Clone()).ToArray());
            lock (_commands)
            {
                _commands.Add(copy);
            }
        }
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}

/// <summary>What a command reads.</summary>
/// <param name="Sql">The command.</param>
/// <param name="Scanned">Tables that it reads from end to end.</param>
/// <param name="Pages">Pages of 8 kB that it looks at, in memory or not.</param>
internal sealed record SqlPlan(string Sql, IReadOnlyList<string> Scanned, int Pages)
{
    public static SqlPlan Of(string sql, JsonElement plan) => new(
        sql,
        [.. Nodes(plan).Where(n => n.GetProperty("Node Type").GetString() == "Seq Scan").Select(n => n.GetProperty("Relation Name").GetString()!)],
        plan.GetProperty("Shared Hit Blocks").GetInt32() + plan.GetProperty("Shared Read Blocks").GetInt32());

    private static IEnumerable<JsonElement> Nodes(JsonElement plan) =>
        plan.TryGetProperty("Plans", out var below) ? below.EnumerateArray().SelectMany(Nodes).Prepend(plan) : [plan];
}
