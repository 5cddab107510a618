using BilskyWeb.Core.Grading;
using BilskyWeb.Features.Intake.Studies;
using BilskyWeb.Features.Mdt;
using BilskyWeb.Features.Mdt.Board;
using BilskyWeb.Features.Mdt.Notes;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;

namespace BilskyWeb.Tests.Features.Mdt;

[Trait("Kind", "integration")]
public sealed class NotesTests(DatabaseFixture fixture) : IClassFixture<DatabaseFixture>, IDisposable
{
    private readonly CaseDesk _desk = new(fixture);

    public void Dispose() => _desk.Dispose();

    [Fact]
    public async Task AddComment_MentionOfSomebodyWhoLeft_IsKeptAndItsAuthorIsTold()
    {
        var name = $"Dr {Guid.NewGuid():N}";
        var gone = await _desk.PersonAsync(name, left: true);
        var found = await _desk.CaseAsync();

        var comment = (await _desk.Comment.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), $"@{name} knew her before.", default)).Value;

        var mention = Assert.Single(comment.Mentions);
        Assert.Equal((MentionReach.Left, gone.UserId), (mention.Reach, mention.UserId!.Value));
        Assert.Equal($"{name} has left and cannot be told.", MentionedNames.Told(mention));
        Assert.Equal($"@{name} knew her before.", Assert.Single((await _desk.Notes.HandleAsync(found.Id, default)).Comments).Text);
    }

    [Fact]
    public async Task AddComment_Mention_StandsOnTheBoardUntilSeen()
    {
        var asked = await _desk.PersonAsync($"Dr {Guid.NewGuid():N}");
        var found = await _desk.CaseAsync();
        await _desk.Comment.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), $"@{asked.DisplayName} please look.", default);

        Assert.Equal((found.Id, true), Assert.Single((await MineAsync(asked)).Select(c => (c.CaseId, c.MentionsMe))));
        await _desk.Comment.SeeAsync(CaseDesk.Ben, found.Id, default);
        Assert.Single(await MineAsync(asked));
        await _desk.Comment.SeeAsync(asked, found.Id, default);
        Assert.Empty(await MineAsync(asked));
    }

    [Fact]
    public async Task AddComment_SentTwice_IsKeptOnce()
    {
        var found = await _desk.CaseAsync();
        var id = Guid.CreateVersion7();

        await _desk.Comment.HandleAsync(CaseDesk.Ada, found.Id, id, "once", default);
        Assert.True((await _desk.Comment.HandleAsync(CaseDesk.Ada, found.Id, id, "once", default)).IsOk);

        Assert.Single((await _desk.Notes.HandleAsync(found.Id, default)).Comments);
        Assert.IsType<NoteIdTaken>((await _desk.Comment.HandleAsync(CaseDesk.Ada, (await _desk.CaseAsync()).Id, id, "once", default)).Error);
    }

    [Fact]
    public async Task GiveTask_OnTeam_StandsOnTheBoardUntilDone()
    {
        var owner = await _desk.PersonAsync($"Dr {Guid.NewGuid():N}");
        var found = await _desk.CaseAsync();
        var task = (await _desk.Give.HandleAsync(CaseDesk.Ada, found.Id, new NewTask(Guid.CreateVersion7(), "Ask for the old CT", owner.UserId, DateTimeOffset.UtcNow.AddHours(-1)), default)).Value;

        var card = Assert.Single(await MineAsync(owner));
        Assert.Equal((found.Id, 1), (card.CaseId, card.Tasks));
        Assert.True(card.NextDue < DateTimeOffset.UtcNow);

        await _desk.Give.DoneAsync(CaseDesk.Ada, task.Id, default);
        Assert.Equal("Dr Ada", (await _desk.Give.DoneAsync(CaseDesk.Ben, task.Id, default)).Value.DoneByName);
        Assert.Empty(await MineAsync(owner));
        Assert.Equal([CaseEventKind.Opened, CaseEventKind.TaskGiven, CaseEventKind.TaskDone], (await _desk.HistoryAsync(found.Id)).Select(e => e.Kind));
    }

    [Fact]
    public async Task GiveTask_ToWhoeverSeesNoCases_IsRefused()
    {
        var found = await _desk.CaseAsync();
        foreach (var owner in new[] { await _desk.PersonAsync("Dr Refers", Role.Referrer), await _desk.PersonAsync("Dr Gone", left: true), CaseDesk.Ada })
        {
            Assert.IsType<OwnerNotOnTeam>((await _desk.Give.HandleAsync(CaseDesk.Ada, found.Id, new NewTask(Guid.CreateVersion7(), "x", owner.UserId, DateTimeOffset.UtcNow), default)).Error);
        }

        Assert.IsType<TaskIncomplete>((await _desk.Give.HandleAsync(CaseDesk.Ada, found.Id, new NewTask(Guid.CreateVersion7(), "x", Guid.NewGuid(), null), default)).Error);
        Assert.Empty((await _desk.Notes.HandleAsync(found.Id, default)).Tasks);
    }

    [Fact]
    public async Task Notes_Referrer_MayWriteNothing()
    {
        var found = await _desk.CaseAsync();

        Assert.IsType<NotAReviewer>((await _desk.Comment.HandleAsync(CaseDesk.Referrer, found.Id, Guid.CreateVersion7(), "x", default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Give.HandleAsync(CaseDesk.Referrer, found.Id, new NewTask(Guid.CreateVersion7(), "x", Guid.NewGuid(), DateTimeOffset.UtcNow), default)).Error);
        Assert.IsType<NotAReviewer>((await _desk.Give.DoneAsync(CaseDesk.Referrer, Guid.NewGuid(), default)).Error);
        Assert.IsType<CommentEmpty>((await _desk.Comment.HandleAsync(CaseDesk.Ada, found.Id, Guid.CreateVersion7(), " ", default)).Error);
    }

    [Fact]
    public async Task Join_CaseWithNotes_TakesThemAlong()
    {
        var owner = await _desk.PersonAsync($"Dr {Guid.NewGuid():N}");
        var study = await _desk.StudyAsync(BilskyGrade.Grade3);
        var (goes, stays) = (await _desk.CaseAsync(study: study), await _desk.CaseAsync());
        await _desk.Comment.HandleAsync(CaseDesk.Ada, goes.Id, Guid.CreateVersion7(), $"@{owner.DisplayName} look", default);
        await _desk.Give.HandleAsync(CaseDesk.Ada, goes.Id, new NewTask(Guid.CreateVersion7(), "look", owner.UserId, DateTimeOffset.UtcNow.AddDays(1)), default);

        await _desk.Join.HandleAsync(CaseDesk.Ada, goes.Id, stays.Number, "one patient", default);

        var notes = await _desk.Notes.HandleAsync(stays.Id, default);
        Assert.Single(notes.Comments);
        Assert.Single(notes.Tasks);
        Assert.Equal((stays.Id, 1, true), Assert.Single((await MineAsync(owner)).Select(c => (c.CaseId, c.Tasks, c.MentionsMe))));
    }

    private async Task<List<BoardCard>> MineAsync(Actor actor) =>
        [.. (await _desk.Board.HandleAsync(actor, new BoardFilter { Mine = true }, new Dictionary<BilskyWeb.Core.Cases.CaseStage, int>(), default)).SelectMany(c => c.Cards)];
}
