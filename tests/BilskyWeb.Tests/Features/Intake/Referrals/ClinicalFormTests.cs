using BilskyWeb.Core;
using BilskyWeb.Core.Clinical.Facts;
using BilskyWeb.Data;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Intake.Uploads;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BilskyWeb.Tests.Features.Intake.Referrals;

[Trait("Kind", "integration")]
public sealed class ClinicalFormTests : IClassFixture<DatabaseFixture>, IAsyncDisposable
{
    private readonly DatabaseFixture _fixture;
    private readonly NpgsqlDataSource _source;
    private readonly SaveAnswers _save;
    private readonly ReadForm _read;
    private readonly SubmitUpload _submit;
    private readonly Actor _referrer = Somebody(Role.Referrer);
    private readonly Guid _tab = Guid.NewGuid();

    public ClinicalFormTests(DatabaseFixture fixture)
    {
        _fixture = fixture;
        _source = NpgsqlDataSource.Create(fixture.ConnectionString);
        var live = new LiveUpdates(_source, NullLogger<LiveUpdates>.Instance);
        var trail = new AuditTrail(fixture, TimeProvider.System);
        _save = new SaveAnswers(fixture, live, trail, TimeProvider.System);
        _read = new ReadForm(fixture);
        _submit = new SubmitUpload(fixture, live, trail, TimeProvider.System);
    }

    public async ValueTask DisposeAsync() => await _source.DisposeAsync();

    [Fact]
    public async Task Save_Draft_IsReadBackByItsOwnerAndNobodyElse()
    {
        var form = Guid.CreateVersion7();
        Assert.Empty((await SaveAsync(_referrer, form, ("urgency", "emergency"), ("note", "Legs weak since Friday."))).Value);

        Assert.Equal("Legs weak since Friday.", (await _read.HandleAsync(_referrer, form, default)).Value.Answers["note"].Value);
        Assert.Equal(form, Assert.Single(await _read.DraftsAsync(_referrer, default)).Id);
        foreach (var role in Role.All)
        {
            var other = Somebody(role);
            Assert.IsType<FormNotFound>((await _read.HandleAsync(other, form, default)).Error);
            Assert.IsType<FormNotFound>((await SaveAsync(other, form, ("note", "mine now"))).Error);
            await _read.DiscardAsync(other, form, default);
            await _read.PutTogetherAsync(other, form, Guid.NewGuid(), default);
            Assert.Empty(await _read.DraftsAsync(other, default));
        }

        Assert.Equal("Legs weak since Friday.", (await _read.HandleAsync(_referrer, form, default)).Value.Answers["note"].Value);
        await _read.DiscardAsync(_referrer, form, default);
        Assert.Empty((await _read.HandleAsync(_referrer, form, default)).Value.Answers);
    }

    [Fact]
    public async Task Save_TypedInOneTab_IsOneAnswerAndNotAHundred()
    {
        var form = Guid.CreateVersion7();
        for (var length = 1; length <= 20; length++)
        {
            await SaveAsync(_referrer, form, ("note", new string('x', length)));
        }

        await using var database = _fixture.NewContext();
        Assert.Equal(new string('x', 20), (await database.ClinicalAnswers.SingleAsync(a => a.FormId == form)).Value);
    }

    /// <summary>Two tabs wrote in one field, and the one that saved first lost its words.</summary>
    [Fact]
    public async Task Save_TwoTabsInOneField_KeepsBoth()
    {
        var form = Guid.CreateVersion7();
        var other = Guid.NewGuid();
        await SaveAsync(_referrer, form, ("note", "from the first tab"));
        await _save.HandleAsync(_referrer, form, null, other, [new("note", "from the second"), new("contact", "Dr Ng")], default);
        await SaveAsync(_referrer, form, ("primary", "breast"));

        var answers = (await _read.HandleAsync(_referrer, form, default)).Value.Answers;

        Assert.Equal(("from the second", "from the first tab", other), (answers["note"].Value, answers["note"].Elsewhere, answers["note"].TabId));
        Assert.Equal(("Dr Ng", "breast"), (answers["contact"].Value, answers["primary"].Value));
    }

    [Fact]
    public async Task Save_TwoTabsAtOnce_LoseNothing()
    {
        var form = Guid.CreateVersion7();
        var fields = ClinicalFields.All.Where(r => r.Kind == FieldKind.Choice && r.Section != FieldSection.Images).ToList();

        await Task.WhenAll(fields.Select(f => _save.HandleAsync(_referrer, form, null, Guid.NewGuid(), [new(f.Code, f.Options[0].Code)], default)));

        var answers = (await _read.HandleAsync(_referrer, form, default)).Value.Answers;
        Assert.All(fields, f => Assert.Equal(f.Options[0].Code, answers[f.Code].Value));
    }

    /// <summary>One bad answer takes none of the others with it.</summary>
    [Fact]
    public async Task Save_HostileValues_AreRefusedOrTidiedAndTheOthersSaved()
    {
        var form = Guid.CreateVersion7();

        var refused = (await SaveAsync(
            _referrer, form, ("note", new string('a', 10_000)), ("contact", "Dr\0 Ng \u202E4711"), ("power", "z"), ("karnofsky", "1e3"), ("no-such-field", "x"), (null, null), ("pain", "mechanical"))).Value;

        Assert.Equal(["note", "power", "karnofsky", "no-such-field", ""], refused.Select(r => r.Field));
        var answers = (await _read.HandleAsync(_referrer, form, default)).Value.Answers;
        Assert.Equal(["contact", "pain"], answers.Keys.Order());
        Assert.Equal("Dr Ng 4711", answers["contact"].Value);
        Assert.IsType<TooManyAnswers>((await SaveAsync(_referrer, form, [.. Enumerable.Repeat<(string?, string?)>(("pain", "none"), SaveAnswers.MostAtOnce + 1)])).Error);
    }

    [Fact]
    public async Task Submit_EmergencyWithoutWhatItNeeds_SendsNothingAndSaysWhat()
    {
        var (form, upload) = (Guid.CreateVersion7(), await CheckedUploadAsync(_referrer));
        await SaveAsync(_referrer, form, ("urgency", "emergency"), ("contact", "Dr Ng, 4711"), ("power", "d"));

        var refused = (await _submit.HandleAsync(_referrer, upload, new ReferralDetails { FormId = form }, default)).Error;

        Assert.Contains("Walking, Bladder", Assert.IsType<AnswersMissing>(refused).Message, StringComparison.Ordinal);
        await using var database = _fixture.NewContext();
        Assert.Equal(UploadState.Checked, (await database.Uploads.SingleAsync(u => u.Id == upload)).State);
        Assert.Null((await database.ClinicalForms.SingleAsync(f => f.Id == form)).SubmittedAt);

        await SaveAsync(_referrer, form, ("gait", "with-aid"), ("bladder", "normal"), ("primary", "kidney"), ("note", "Operable?"));
        Assert.True((await _submit.HandleAsync(_referrer, upload, new ReferralDetails { FormId = form }, default)).IsOk);
        Assert.True((await _submit.HandleAsync(_referrer, upload, new ReferralDetails { FormId = form }, default)).IsOk); // the same form sent twice
        var sent = await database.Uploads.AsNoTracking().SingleAsync(u => u.Id == upload);
        Assert.Equal((UploadState.Sending, "Kidney", "Operable?"), (sent.State, sent.PrimaryCancer, sent.ClinicalNote));
        Assert.Empty(await _read.DraftsAsync(_referrer, default));

        // Neither with other images, nor by somebody else.
        Assert.IsType<FormSubmitted>((await _submit.HandleAsync(_referrer, await CheckedUploadAsync(_referrer), new ReferralDetails { FormId = form }, default)).Error);
        var other = Somebody(Role.Referrer);
        Assert.IsType<FormNotFound>((await _submit.HandleAsync(other, await CheckedUploadAsync(other), new ReferralDetails { FormId = form }, default)).Error);
    }

    /// <summary>Of two who submit one form at one moment with two uploads, one wins; the form never speaks of both.</summary>
    [Fact]
    public async Task Submit_OneFormWithTwoUploadsAtOnce_GoesWithOne()
    {
        var form = Guid.CreateVersion7();
        await SaveAsync(_referrer, form, ("urgency", "planned"));
        var uploads = new[] { await CheckedUploadAsync(_referrer), await CheckedUploadAsync(_referrer) };

        var results = await Task.WhenAll(uploads.Select(u => _submit.HandleAsync(_referrer, u, new ReferralDetails { FormId = form }, default)));

        Assert.Single(results, r => r.IsOk);
        Assert.IsType<FormSubmitted>(results.Single(r => !r.IsOk).Error);
    }

    [Fact]
    public async Task Save_OnAStudyThatIsHere_IsAVersionEachTimeAndReachesTheTeam()
    {
        var (study, form, reviewer) = (await ReferredStudyAsync(_referrer), Guid.CreateVersion7(), Somebody(Role.Reviewer));

        await SaveOnAsync(_referrer, form, study, ("gait", "with-aid"));
        await SaveOnAsync(_referrer, form, study, ("gait", "unable"));
        await SaveOnAsync(_referrer, form, study, ("gait", "unable")); // nothing new
        await SaveOnAsync(reviewer, Guid.CreateVersion7(), study, ("collapse", "over-50"));

        var picture = (await OpenAsync(reviewer, study)).Value.Picture;
        Assert.Equal(["with-aid", "unable"], picture.Lines.Single(l => l.Rule.Field == ClinicalField.Gait).Versions.Select(v => v.Value));
        Assert.True(picture.Lines.Single(l => l.Rule.Field == ClinicalField.Gait).IsChanged);
        Assert.Equal((Gait.Unable, Collapse.OverHalf, true), (picture.Facts.Gait, picture.Facts.Collapse, picture.Facts.HasNeurology));
        Assert.NotNull(picture.ChangedAt);
        var own = (await OpenAsync(_referrer, study)).Value.Picture;
        Assert.Null(own.Facts.Collapse);
        Assert.Equal(form, await _read.OfStudyAsync(_referrer, study, default));
    }

    [Fact]
    public async Task Save_TakenBack_CountsNoMoreAndStaysInSight()
    {
        var (study, form) = (await ReferredStudyAsync(_referrer), Guid.CreateVersion7());
        await SaveOnAsync(_referrer, form, study, ("power", "a"));
        await SaveOnAsync(_referrer, form, study, ("power", ""));

        var picture = (await OpenAsync(_referrer, study)).Value.Picture;

        Assert.Null(picture.Facts.Power);
        Assert.Equal(["a", null], Assert.Single(picture.Lines).Versions.Select(v => v.Value));
    }

    [Fact]
    public async Task Save_StudyOfSomebodyElse_SaysNothingOfIt()
    {
        var study = await ReferredStudyAsync(Somebody(Role.Referrer));

        Assert.IsType<StudyNotFound>((await SaveOnAsync(_referrer, Guid.CreateVersion7(), study, ("gait", "unable"))).Error);
        Assert.IsType<StudyNotFound>((await OpenAsync(_referrer, study)).Error);
    }

    /// <summary>A draft put to a study by hand would skip what its urgency needs.</summary>
    [Fact]
    public async Task Save_DraftPutToAStudy_IsRefused()
    {
        var (study, form) = (await ReferredStudyAsync(_referrer), Guid.CreateVersion7());
        await SaveAsync(_referrer, form, ("urgency", "emergency"));

        Assert.IsType<FormNotFound>((await SaveOnAsync(_referrer, form, study, ("gait", "unable"))).Error);
        Assert.True((await OpenAsync(_referrer, study)).Value.Picture.IsEmpty);
    }

    [Fact]
    public async Task Save_ImageFindingByAReferrer_IsRefused() =>
        Assert.Equal("collapse", Assert.Single((await SaveAsync(_referrer, Guid.CreateVersion7(), ("collapse", "none"))).Value).Field);

    /// <summary>What stood in a draft before it was submitted, or in another tab, was never told to anybody.</summary>
    [Fact]
    public async Task Picture_OfASubmittedDraft_TellsWhatWasSubmittedAndWhatCameAfter()
    {
        var (form, upload) = (Guid.CreateVersion7(), await CheckedUploadAsync(_referrer));
        await _save.HandleAsync(_referrer, form, null, Guid.NewGuid(), [new("note", "thrown away in another tab")], default);
        await SaveAsync(_referrer, form, ("note", "submitted"));
        Assert.True((await _submit.HandleAsync(_referrer, upload, new ReferralDetails { FormId = form }, default)).IsOk);
        var study = await ReferredStudyAsync(_referrer);
        await using (var database = _fixture.NewContext())
        {
            database.StudyForms.Add(new StudyForm { StudyId = study, FormId = form });
            await database.SaveChangesAsync();
        }

        var before = Assert.Single((await OpenAsync(_referrer, study)).Value.Picture.Lines);
        Assert.Equal((1, false), (before.Versions.Count, before.IsChanged));
        await SaveAsync(_referrer, form, ("note", "put right later"));

        var after = Assert.Single((await OpenAsync(_referrer, study)).Value.Picture.Lines);
        Assert.Equal(["submitted", "put right later"], after.Versions.Select(v => v.Value));
        Assert.True(after.IsChanged);
        await using var again = _fixture.NewContext();
        var referral = Assert.Single((await StudyReferrals.ReadAsync(again, [study], _referrer, default))[study]);
        Assert.Equal("put right later", referral.Note);
        Assert.NotNull(referral.ChangedAt);
    }

    private static Actor Somebody(string role) => new(Guid.CreateVersion7(), "Dr Some Body", new HashSet<string> { role });

    private Task<BilskyWeb.Core.Result<IReadOnlyList<RefusedAnswer>>> SaveAsync(Actor actor, Guid form, params (string? Field, string? Value)[] answers) =>
        _save.HandleAsync(actor, form, null, _tab, [.. answers.Select(a => new NewAnswer(a.Field, a.Value))], default);

    private Task<BilskyWeb.Core.Result<IReadOnlyList<RefusedAnswer>>> SaveOnAsync(Actor actor, Guid form, Guid study, params (string? Field, string? Value)[] answers) =>
        _save.HandleAsync(actor, form, study, _tab, [.. answers.Select(a => new NewAnswer(a.Field, a.Value))], default);

    private async Task<Guid> CheckedUploadAsync(Actor owner)
    {
        await using var database = _fixture.NewContext();
        var upload = new Upload { Id = Guid.CreateVersion7(), OwnerId = owner.UserId, State = UploadState.Checked, StartedAt = DateTimeOffset.UtcNow, LastActivityAt = DateTimeOffset.UtcNow };
        database.Uploads.Add(upload);
        await database.SaveChangesAsync();
        return upload.Id;
    }

    private Task<Result<OpenedClinical>> OpenAsync(Actor actor, Guid study) => new OpenClinical(_fixture, CaseSeed.Clocks).HandleAsync(actor, study, default);

    private async Task<Guid> ReferredStudyAsync(Actor referrer)
    {
        await using var database = _fixture.NewContext();
        var study = database.AddStudy("Doe^Jane", DateTimeOffset.UtcNow);
        if (!await database.Users.AnyAsync(u => u.Id == referrer.UserId))
        {
            database.Users.Add(new BilskyWeb.Features.Accounts.BilskyUser { Id = referrer.UserId, UserName = $"{referrer.UserId}@test.local", DisplayName = referrer.DisplayName });
        }

        database.Referrals.Add(new Referral { Id = Guid.CreateVersion7(), StudyId = study.Id, ReferrerId = referrer.UserId, SubmittedAt = DateTimeOffset.UtcNow, PrimaryCancer = "as handed over", ClinicalNote = "as handed over" });
        await database.SaveChangesAsync();
        return study.Id;
    }
}
