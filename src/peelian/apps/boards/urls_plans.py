"""Addresses of plans, under plans/."""

from django.urls import path

from peelian.apps.boards import views_plans as views

urlpatterns = [
    path("", views.plans, name="plans"),
    path("list.csv", views.plans_csv, name="plans_csv"),
    path("new/", views.plan_new, name="plan_new"),
    path("gaps/", views.plan_gaps, name="plan_gaps"),
    path("<int:number>/", views.plan, name="plan"),
    path("<int:number>/change/", views.plan_change, name="plan_change"),
    path("<int:number>/draft/", views.plan_draft, name="plan_draft"),
    path("<int:number>/compare/", views.plan_compare, name="plan_compare"),
    path("editions/<int:number>/", views.plan_edition, name="plan_edition"),
    path("editions/<int:number>/objectives.csv", views.plan_edition_csv, name="plan_edition_csv"),
    path("editions/<int:number>/change/", views.plan_edition_change, name="plan_edition_change"),
    path("editions/<int:number>/approve/", views.plan_approve, name="plan_approve"),
    path("editions/<int:number>/objectives/new/", views.plan_objective_new, name="plan_objective_new"),
    path("objectives/<int:number>/change/", views.plan_objective_change, name="plan_objective_change"),
    path("objectives/<int:number>/move/", views.plan_objective_move, name="plan_objective_move"),
    path("objectives/<int:number>/remove/", views.plan_objective_remove, name="plan_objective_remove"),
    path("objectives/<int:number>/action/", views.plan_action, name="plan_action"),
]
