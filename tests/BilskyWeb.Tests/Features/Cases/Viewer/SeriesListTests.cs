using System.Security.Claims;
using BilskyWeb.Features.Cases.Viewer;
using BilskyWeb.Features.Grading;
using BilskyWeb.Features.Grading.ByHand;
using BilskyWeb.Platform.Auth;
using BilskyWeb.Tests.Fixtures;
using Bunit;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace BilskyWeb.Tests.Features.Cases.Viewer;

[Collection(AppTests.Name)]
[Trait("Kind", "integration")]
public sealed class SeriesListTests : BunitContext
{
    public SeriesListTests(AppFixture app)
    {
        Services.AddSingleton(app.Services.GetRequiredService<TakeSeries>());
        Services.AddSingleton(app.Services.GetRequiredService<LeaveSeries>());
        Services.AddSingleton(new ActorAccessor(new Reviewer(), new HttpContextAccessor(), new CircuitScope()));
    }

    /// <summary>A sagittal series said the same sentence twice.</summary>
    [Theory]
    [InlineData("Sagittal; the Bilsky scale is read on axial slices.", "For that reason it cannot be graded by hand either.")]
    [InlineData("It shows the brain.", "Cannot be graded by hand: Sagittal; the Bilsky scale is read on axial slices.")]
    public void Render_SeriesThatNobodyCanTake_SaysEachReasonOnce(string reason, string said)
    {
        var note = new SeriesNote("1.2", "SAG T2", Taken: false, reason) { NotByHand = "Sagittal; the Bilsky scale is read on axial slices." };

        var list = Render<SeriesList>(p => p.Add(c => c.StudyInstanceUid, "1.1").Add(c => c.Series, [note]));

        Assert.Equal(said, list.FindAll(".by-hand")[0].TextContent);
    }

    private sealed class Reviewer : AuthenticationStateProvider
    {
        public override Task<AuthenticationState> GetAuthenticationStateAsync() => Task.FromResult(new AuthenticationState(new ClaimsPrincipal(new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, Guid.NewGuid().ToString()), new Claim(ClaimNames.DisplayName, "Dr Ada"), new Claim(ClaimTypes.Role, Role.Reviewer)], "test"))));
    }
}
