using BilskyWeb.Features.Cases.Mdt;
using BilskyWeb.Platform.Auth;

namespace BilskyWeb.Tests.Features.Cases.Mdt;

/// <summary>Tests share a database, so that a study's card may stand on any page of the board.</summary>
internal static class MdtBoards
{
    public static async Task<MdtCase> CardOfAsync(this ListMdtCases list, Actor actor, Guid study)
    {
        for (var page = 0; ; page++)
        {
            var board = await list.HandleAsync(actor, page, default);
            Assert.NotEmpty(board.Cases);
            if (board.Cases.SingleOrDefault(c => c.StudyId == study) is { } card)
            {
                return card;
            }
        }
    }
}
