//! Where the case base has nothing to tell.

use axum::extract::State;
use axum::response::Response;
use minijinja::{Value, context};

use super::HERE;
use crate::domain::bench::Gap;
use crate::domain::{AiTask, Curate, Knowledge, Locale};
use crate::web::WebState;
use crate::web::extract::Language;
use crate::web::problem::ApiError;
use crate::web::staff::allowed::Allowed;
use crate::web::staff::render::{refused_by, render_for};

/// The page.
pub(super) async fn page(
    State(state): State<WebState>,
    Language(locale): Language,
    Allowed(may, who): Allowed<Curate>,
) -> Response {
    match state.service.gaps(&may).await {
        Ok(view) => {
            let knowing = state.service.knowing();
            let rows: Vec<Value> = view.gaps.iter().map(|gap| row(gap, &knowing.knowledge)).collect();
            render_for(&who, HERE, "bench/gaps.html", context! { rows, needs => view.needs }, locale)
        }
        Err(error) => refused(&error, locale),
    }
}

fn refused(error: &crate::service::ServiceError, locale: Locale) -> Response {
    refused_by(&ApiError::service(error, locale), locale)
}

fn row(gap: &Gap, knowledge: &Knowledge) -> Value {
    let task = |task: AiTask| knowledge.playbook(task).map_or_else(|| task.to_string(), |book| book.name.clone());
    let unknown = gap.unknown.iter().map(|(id, n)| {
        let name = knowledge.rubric.criterion(id.as_str()).map(|criterion| criterion.name.clone());
        context! { name => name.unwrap_or_else(|| id.as_str().to_owned()), n }
    });
    context! {
        sector => gap.sector.as_ref().map(|sector| sector.name.as_str()),
        task => gap.task.map(task),
        needs => gap.needs,
        cases => gap.cases,
        unknown => unknown.collect::<Vec<_>>(),
    }
}
