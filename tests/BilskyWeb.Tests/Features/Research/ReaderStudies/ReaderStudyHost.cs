using BilskyWeb.Core.Grading;
using BilskyWeb.Core.Statistics;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Research.ReaderStudies;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Research.ReaderStudies;

/// <summary>The use cases of reader studies over a database, with people and graded studies to make them of.</summary>
internal sealed class ReaderStudyHost : IDisposable
{
    private readonly DatabaseFixture _database;
    private readonly NpgsqlDataSource _source;
    private readonly LiveUpdates _live;

    public ReaderStudyHost(DatabaseFixture database)
    {
        _database = database;
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        _live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        Contexts = new PooledDbContextFactory<BilskyDbContext>(new DbContextOptionsBuilder<BilskyDbContext>().UseNpgsql(database.ConnectionString).Options);
        Trail = new AuditTrail(Contexts, TimeProvider.System);
    }

    public IDbContextFactory<BilskyDbContext> Contexts { get; }

    public AuditTrail Trail { get; }

    public MakeReaderStudy Make => new(Contexts, Trail, TimeProvider.System);

    public OpenReading Open => new(Contexts);

    public SaveRead Save => new(Contexts, Trail, _live, TimeProvider.System);

    public ShowResults Show => new(Contexts);

    public ExportReads Export => new(Show, Trail);

    public CloseReaderStudy Close => new(Contexts, Trail, _live, TimeProvider.System);

    public OpenConsensus Consensus => new(Contexts);

    public SettleCase Settle => new(Contexts, Trail, _live, TimeProvider.System);

    public ListReaderStudies List => new(Contexts);

    public ArchiveReaderStudy Archive => new(Contexts, Trail, _live, TimeProvider.System);

    public DeleteReaderStudy Delete => new(Contexts, Trail, _live);

    public void Dispose()
    {
        _live.Dispose();
        _source.Dispose();
    }

    public async Task<Actor> PersonAsync(string role, string name = "Reader")
    {
        await using var database = _database.NewContext();
        var user = new BilskyUser { Id = Guid.NewGuid(), UserName = Guid.NewGuid().ToString(), DisplayName = name };
        database.Users.Add(user);
        await database.SaveChangesAsync();
        return new Actor(user.Id, name, new HashSet<string> { role });
    }

    /// <summary>A graded study whose slices have these grades by the model; null where it abstained.</summary>
    public async Task<Guid> GradedStudyAsync(params BilskyGrade?[] grades)
    {
        await using var database = _database.NewContext();
        var study = database.AddStudy("Secret^Patient", DateTimeOffset.UtcNow);
        var run = database.AddRun(study, GradingState.Complete, grades.Max());
        for (var i = 0; i < grades.Length; i++)
        {
            run.Slices.Add(new SliceResult
            {
                Ordinal = i,
                SeriesInstanceUid = "1.2.3",
                SopInstanceUid = $"1.2.3.{i}",
                PositionMm = -4 * i,
                Status = grades[i] is null ? SliceStatus.Abstained : SliceStatus.Graded,
                Grade = grades[i],
                HighGradeProbability = grades[i]?.IsHighGrade() == true ? 0.9 : 0.1,
                RoiX = 20,
                RoiY = 20,
                RoiWidth = 20,
                RoiHeight = 20,
                RoiScore = 0.9,
            });
        }

        await database.SaveChangesAsync();
        return study.Id;
    }

    /// <summary>A reader study; the first reader is the reference.</summary>
    public async Task<Guid> ReaderStudyAsync(Actor admin, IReadOnlyCollection<Guid> studies, IReadOnlyList<Actor> readers, ReadScale question = ReadScale.SixGrades, int? regions = null) =>
        (await Make.HandleAsync(admin, new ReaderStudyPlan
        {
            Name = "Phantoms",
            Question = question,
            Studies = studies,
            RegionsPerStudy = regions,
            Readers = [.. readers.Select(r => r.UserId)],
            ReferenceReader = readers[0].UserId,
        }, default)).Value;

    /// <summary>Reads every case left and returns them in the reader's order.</summary>
    public async Task<List<Guid>> ReadAllAsync(Actor reader, Guid readerStudy, Func<Guid, int> answer)
    {
        var order = new List<Guid>();
        while ((await Open.HandleAsync(reader, readerStudy, null, default)).Value.CaseId is { } next)
        {
            order.Add(next);
            Assert.True((await Save.HandleAsync(reader, readerStudy, next, answer(next), 2.5, default)).IsOk);
        }

        return order;
    }
}
