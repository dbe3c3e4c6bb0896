// A link from a mail may name a task behind the "#", which servers never see: carry it through the log-in.
document.getElementById('login').action += location.hash;
