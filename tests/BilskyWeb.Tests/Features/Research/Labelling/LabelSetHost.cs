using BilskyWeb.Core.Grading;
using BilskyWeb.Data;
using BilskyWeb.Features.Accounts;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Research.Labelling;
using BilskyWeb.Imaging.Archive;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Features.Grading;
using BilskyWeb.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Research.Labelling;

/// <summary>The use cases of label sets over a database and an archive, with people and graded studies to make sets of.</summary>
internal sealed class LabelSetHost : IDisposable
{
    private readonly DatabaseFixture _database;
    private readonly ArchiveFixture _archive;
    private readonly NpgsqlDataSource _source;
    private readonly LiveUpdates _live;
    private readonly DicomWebArchive _client;

    public LabelSetHost(DatabaseFixture database, ArchiveFixture archive)
    {
        (_database, _archive) = (database, archive);
        _source = NpgsqlDataSource.Create(database.ConnectionString);
        _live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        _client = TinyStudy.Client(archive.Orthanc);
        Trail = new AuditTrail(database, TimeProvider.System);
    }

    public AuditTrail Trail { get; }

    public MakeLabelSet Make => new(_database, _client, Trail, _live, TimeProvider.System);

    public ListLabelSets List => new(_database);

    public ArchiveLabelSet Archive => new(_database, Trail, _live, TimeProvider.System);

    public DeleteLabelSet Delete => new(_database, Trail, _live);

    public ShowLabelSet Show => new(_database);

    public OpenLabelling Open => new(_database, New);

    public ReadNewLabels New => new(_database);

    public SaveLabels Save => new(_database, _live, TimeProvider.System);

    public DrawLabelSlice Draw => new(_database, _client);

    public ImportLabels Import => new(_database, Trail, _live, TimeProvider.System);

    public ExportLabels Export => new(_database, _client, Trail);

    public void Dispose()
    {
        _live.Dispose();
        _source.Dispose();
        _client.Dispose();
    }

    public async Task<Actor> PersonAsync(string role, string name = "Labeller")
    {
        await using var database = _database.NewContext();
        var user = new BilskyUser { Id = Guid.NewGuid(), UserName = Guid.NewGuid().ToString(), DisplayName = name };
        database.Users.Add(user);
        await database.SaveChangesAsync();
        return new Actor(user.Id, name, new HashSet<string> { role });
    }

    /// <summary>A study in the archive, graded: per slice the model's grade and its probability of high grade; null where it found no canal.</summary>
    public async Task<Guid> StudyAsync(params (BilskyGrade Grade, double High)?[] slices)
    {
        var tiny = new TinyStudy([.. slices.Select(s => s is { } graded ? (double)graded.Grade : double.NaN)]);
        await TinyStudy.StoreAsync(_archive.Orthanc, tiny.Axial(0, slices.Length));
        await using var database = _database.NewContext();
        var study = database.AddStudy("Secret^Patient", DateTimeOffset.UtcNow);
        study.StudyInstanceUid = tiny.Uid;
        var run = database.AddRun(study, GradingState.Complete, slices.Max(s => s?.Grade));
        var uids = tiny.Axial(0, slices.Length).Select(f => f.SopInstanceUid).ToList();
        for (var i = 0; i < slices.Length; i++)
        {
            run.Slices.Add(new SliceResult
            {
                Ordinal = i,
                SeriesInstanceUid = tiny.AxialUid,
                SopInstanceUid = uids[i],
                PositionMm = -4 * i,
                Status = slices[i] is null ? SliceStatus.NoCanal : SliceStatus.Graded,
                Grade = slices[i]?.Grade,
                Probabilities = slices[i] is null ? [] : [1 - slices[i]!.Value.High, 0, 0, slices[i]!.Value.High, 0, 0],
                HighGradeProbability = slices[i]?.High ?? 0,
                RoiX = slices[i] is null ? null : 60,
                RoiY = slices[i] is null ? null : 20,
                RoiWidth = slices[i] is null ? null : 80,
                RoiHeight = slices[i] is null ? null : 80,
            });
        }

        await database.SaveChangesAsync();
        return study.Id;
    }

    public async Task<Guid> SetAsync(Actor admin, params Guid[] studies)
    {
        var made = await Make.HandleAsync(admin, new LabelSetPlan(Guid.CreateVersion7(), "Phantoms", studies), default);
        Assert.True(made.IsOk, made.Error?.Message);
        return made.Value;
    }

    /// <summary>Saves one label as a browser's tab would.</summary>
    public async Task<SavedLabels> SaveAsync(Actor actor, Guid set, NewLabel label)
    {
        var saved = await Save.HandleAsync(actor, set, [label], default);
        Assert.True(saved.IsOk, saved.Error?.Message);
        return saved.Value;
    }

    /// <summary>A label of a tab of its own.</summary>
    public static NewLabel Label(int number, string? grade = null, string? exclusion = null, BoxJson? box = null, int basedOn = 0, bool withdrawn = false, Guid? tab = null) =>
        new(Guid.CreateVersion7(), tab ?? Guid.NewGuid(), number, basedOn, box ?? (grade is null ? null : new BoxJson(60, 20, 80, 80)), grade, exclusion, withdrawn, DateTimeOffset.UtcNow);
}
