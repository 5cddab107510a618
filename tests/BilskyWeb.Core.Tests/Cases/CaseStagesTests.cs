using BilskyWeb.Core.Cases;

namespace BilskyWeb.Core.Tests.Cases;

public sealed class CaseStagesTests
{
    // The whole table: a row from, a column to, in the order new, needs information, listed, decided, treated, closed.
    private static readonly string[] Table =
    [
        ".xx..x",
        "..x..x",
        ".x...x",
        ".xx.xx",
        "..xx.x",
        "..x...",
    ];

    public static TheoryData<CaseStage, CaseStage> Allowed() => Steps('x');

    public static TheoryData<CaseStage, CaseStage> Forbidden() => Steps('.');

    [Theory]
    [MemberData(nameof(Allowed))]
    public void MayMove_StepOfTheTable_IsAllowed(CaseStage from, CaseStage to)
    {
        Assert.True(CaseStages.MayMove(from, to));
        Assert.Contains(to, CaseStages.Next(from));
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void MayMove_AnyOtherStep_IsForbidden(CaseStage from, CaseStage to)
    {
        Assert.False(CaseStages.MayMove(from, to));
        Assert.DoesNotContain(to, CaseStages.Next(from));
    }

    [Fact]
    public void MayMove_ToDecidedWithoutADecision_IsNever()
    {
        // From treated it is taken back: a decision is there.
        Assert.Equal([CaseStage.Treated], CaseStages.All.Where(from => CaseStages.MayMove(from, CaseStage.Decided)));
        Assert.Equal([CaseStage.Closed], CaseStages.All.Where(stage => !CaseStages.MayDecide(stage)));
    }

    [Fact]
    public void MayMove_ToTreated_OnlyAfterADecision() => Assert.Equal([CaseStage.Decided], CaseStages.All.Where(from => CaseStages.MayMove(from, CaseStage.Treated)));

    [Theory]
    [InlineData(CaseStage.New, CaseStage.New)]
    [InlineData(CaseStage.NeedsInformation, CaseStage.NeedsInformation)]
    [InlineData(CaseStage.Listed, CaseStage.Listed)]
    [InlineData(CaseStage.Decided, CaseStage.Listed)]
    [InlineData(CaseStage.Treated, CaseStage.Listed)]
    [InlineData(CaseStage.Closed, CaseStage.Listed)]
    public void AfterWorseNews_WhatWasSettled_GoesBackOnTheList(CaseStage stage, CaseStage next) => Assert.Equal(next, CaseStages.AfterWorseNews(stage));

    [Fact]
    public void AfterJoining_EveryPair_AnOpenQuestionStaysOpen()
    {
        foreach (var (stays, joined) in CaseStages.All.SelectMany(stays => CaseStages.All.Select(joined => (stays, joined))))
        {
            var next = CaseStages.AfterJoining(stays, joined);
            Assert.Equal(stays < CaseStage.Decided || joined >= CaseStage.Decided ? stays : CaseStage.Listed, next);
        }
    }

    [Fact]
    public void AsksWhy_NeedsInformationAndClosingUndecided_HaveToBeGivenWords()
    {
        var asks = from f in CaseStages.All from to in CaseStages.Next(f) where CaseStages.AsksWhy(f, to) select (f, to);

        Assert.Equal(
            [
                (CaseStage.New, CaseStage.NeedsInformation), (CaseStage.New, CaseStage.Closed), (CaseStage.NeedsInformation, CaseStage.Closed),
                (CaseStage.Listed, CaseStage.NeedsInformation), (CaseStage.Listed, CaseStage.Closed), (CaseStage.Decided, CaseStage.NeedsInformation),
            ],
            asks);
    }

    private static TheoryData<CaseStage, CaseStage> Steps(char mark)
    {
        var steps = new TheoryData<CaseStage, CaseStage>();
        foreach (var (from, to) in CaseStages.All.SelectMany(from => CaseStages.All.Select(to => (from, to))).Where(s => Table[(int)s.from][(int)s.to] == mark))
        {
            steps.Add(from, to);
        }

        return steps;
    }
}
