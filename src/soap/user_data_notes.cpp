#include "identity/notes.h"
#include "soap/answer.h"
#include "soap/read_request.h"
#include "soap/user_data_endpoint.h"
#include "soap/write_user.h"

namespace idm::soap {

int UserDataEndpoint::addNote(usersvc__addNote* request, usersvc__addNoteResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserNoteResponse& out) {
    const UserNote note = read_note(reader_, need(request->note, "note"));
    out.userNote = write_note(writer_, notes::add(services_, note, requestor(note.created_by)));
  });
}

int UserDataEndpoint::updateNote(usersvc__updateNote* request, usersvc__updateNoteResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    const UserNote note = read_note(reader_, need(request->note, "note"));
    notes::update(services_, note, requestor(note.created_by));
  });
}

int UserDataEndpoint::removeNote(usersvc__removeNote* request, usersvc__removeNoteResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response&) {
    notes::remove(services_, read_note(reader_, need(request->note, "note")), requestor());
  });
}

int UserDataEndpoint::removeAllNotes(usersvc__removeAllNotes* request,
                                     usersvc__removeAllNotesResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__Response& out) {
    const Text user_id = text(request->userId);
    if (notes::remove_all(services_, user_id, requestor()) == 0)
      add_note(soap, out, "there are no notes of userId '" + *user_id + "'");
  });
}

int UserDataEndpoint::getNote(usersvc__getNote* request, usersvc__getNoteResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserNoteResponse& out) {
    out.userNote = write_note(writer_, notes::get(services_, text(request->noteId)));
  });
}

int UserDataEndpoint::getAllNotes(usersvc__getAllNotes* request,
                                  usersvc__getAllNotesResponse& reply) {
  return answer(soap, reply.return_, [&](usersvc__UserNoteListResponse& out) {
    for (const UserNote& note : notes::of_user(services_, text(request->userId)))
      out.userNoteList.push_back(write_note(writer_, note));
  });
}

}  // namespace idm::soap
