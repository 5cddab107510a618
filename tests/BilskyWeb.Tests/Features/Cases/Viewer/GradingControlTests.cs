using System.Security.Claims;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Intake.Referrals;
using BilskyWeb.Platform.Audit;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Platform.Live;
using BilskyWeb.Tests.Features.Cases.Worklist;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

/// <summary>Cancelling a grading from the study page, with the application's own use cases.</summary>
[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class GradingControlTests : BunitContext
{
    private readonly AppFixture _app;

    public GradingControlTests(AppFixture app)
    {
        _app = app;
        Services.AddSingleton(app.Services.GetRequiredService<CancelGrading>());
        Services.AddSingleton(app.Services.GetRequiredService<RequestGrading>());
        Services.AddSingleton(new ActorAccessor(new Reviewer(), new HttpContextAccessor(), new CircuitScope()));
    }

    [Fact]
    public async Task Cancel_GradingThatWaits_AsksOnceMoreAndStopsIt()
    {
        var opened = await OpenedAsync(GradingState.Submitted);
        var control = Render<GradingControl>(p => p.Add(c => c.Opened, opened));

        control.Find("button").Click();
        Assert.Contains("Stop this grading?", control.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        await control.FindAll("button").Single(b => b.TextContent == "Stop it").ClickAsync(new());

        await using var database = _app.NewContext();
        Assert.Equal(GradingState.Cancelled, (await database.GradingRuns.SingleAsync(r => r.Id == opened.Latest!.Id)).State);
        Assert.True(await database.AuditEvents.AnyAsync(e => e.StudyId == opened.Study.Id && e.Action == AuditAction.CancelledGrading && e.ActorName == "Dr Ada"));
    }

    /// <summary>The question about one grading stayed open and stood beside the next one.</summary>
    [Fact]
    public async Task Ask_GradingEndsAndAnotherBegins_AsksNothingOfTheNewOne()
    {
        var opened = await OpenedAsync(GradingState.InProgress);
        var control = Render<GradingControl>(p => p.Add(c => c.Opened, opened));
        control.Find("button").Click();

        control.Render(p => p.Add(c => c.Opened, opened with { Latest = new GradingRun { Id = Guid.NewGuid(), State = GradingState.InProgress } }));

        Assert.Equal("Cancel the grading", Assert.Single(control.FindAll("button")).TextContent);

        control.Render(p => p.Add(c => c.Opened, opened with { Latest = new GradingRun { Id = Guid.NewGuid(), State = GradingState.InProgress, CancelRequested = true } }));
        Assert.Empty(control.FindAll("button"));
        Assert.Equal("Stopping the grading…", control.Find("[role=status]").TextContent);
    }

    [Fact]
    public async Task RequestGrading_ReferrerOfTheStudy_IsRefused()
    {
        var opened = await OpenedAsync(GradingState.Cancelled);
        var (_, referrer) = await _app.SignInAsync(Role.Referrer);
        await using var database = _app.NewContext();
        database.Referrals.Add(new Referral { Id = Guid.NewGuid(), StudyId = opened.Study.Id, ReferrerId = referrer, SubmittedAt = DateTimeOffset.UtcNow });
        await database.SaveChangesAsync();

        var asked = await _app.Services.GetRequiredService<RequestGrading>().HandleAsync(new Actor(referrer, "Dr R", new HashSet<string> { Role.Referrer }), opened.Study.Id, default);

        Assert.Equal("auth.reviewer_only", asked.Error!.Code);
        Assert.Single(await database.GradingRuns.Where(r => r.StudyId == opened.Study.Id).ToListAsync());
    }

    [Theory]
    [InlineData(GradingState.Cancelled, "Grade again")]
    [InlineData(GradingState.Failed, "Grade again")]
    [InlineData(GradingState.InProgress, "Cancel the grading")]
    [InlineData(GradingState.Complete, null)]
    [InlineData(GradingState.Rejected, null)]
    public async Task Render_State_OffersWhatCanBeDone(GradingState state, string? offered)
    {
        var control = Render<GradingControl>(p => p.Add(c => c.Opened, new OpenedStudy(new() { StudyInstanceUid = "1.2", PatientId = "P", PatientName = "N" }, new GradingRun { State = state }, null, [])));

        Assert.Equal(offered, control.FindAll("button").SingleOrDefault()?.TextContent);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Cancel_ByAReferrer_IsNotAllowed()
    {
        var opened = await OpenedAsync(GradingState.Submitted);
        var referrer = new Actor(Guid.NewGuid(), "Referrer", new HashSet<string> { Role.Referrer });

        var refused = await _app.Services.GetRequiredService<CancelGrading>().HandleAsync(referrer, opened.Study.Id, default);

        Assert.Equal("auth.reviewer_only", refused.Error?.Code);
    }

    private async Task<OpenedStudy> OpenedAsync(GradingState state)
    {
        await using var database = _app.NewContext();
        var study = database.AddStudy("Doe^Jane", DateTimeOffset.UtcNow);

        // Not to be begun by the job server while the test runs.
        var run = new GradingRun { Id = Guid.CreateVersion7(), StudyId = study.Id, State = state, SubmittedAt = DateTimeOffset.UtcNow, NextAttemptAt = DateTimeOffset.UtcNow.AddHours(1) };
        database.GradingRuns.Add(run);
        await database.SaveChangesAsync();
        return new OpenedStudy(study, run, null, []);
    }

    private sealed class Reviewer : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), new Claim(ClaimNames.DisplayName, "Dr Ada"), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }
}
